import { makeAuthority } from '../certificates/authority';
import { plainCommand, runCommand } from '../cli/command';
import { UserError } from '../words/user-error';

async function printAuthority(): Promise<void> {
  const name = process.env['AUTHORITY'];
  if (!name) throw new UserError('AUTHORITY is not set', '`npm run up` runs this with it');
  process.stdout.write(JSON.stringify(await makeAuthority(name)));
}

void runCommand(
  plainCommand(
    'post-deploy/make-authority',
    'makes a certificate authority and prints it as JSON, its key too, for Pulumi to keep as a secret',
  ).action(printAuthority),
);
