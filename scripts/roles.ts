import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { plainCommand, runCommand, type StackOptions } from '../cli/command';
import { textTable } from '../words/text-table';
import { UserError } from '../words/user-error';
import {
  changePassword,
  createRole,
  dropRole,
  listRoles,
  parseRoleName,
} from '../stack/added-roles';
import { withPrimaries } from '../running/primary-sessions';
import { readDeployment } from '../running/read-deployment';
import { withAuthorities } from '../running/certificates/trusted-authorities';
import type { Deployment } from '../running/local-state';
import { connectionUri } from '../topology/endpoints';

interface Options extends StackOptions {
  readonly readOnly?: true;
  readonly readWrite?: true;
  readonly passwordStdin?: true;
  readonly json?: true;
}

const command = plainCommand(
  'npm run roles --',
  'Adds roles to the database, for a dashboard or another application.',
);

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--stack <name>', 'stack to act on', 'dev');
}

const PASSWORD_STDIN = ['--password-stdin', 'read the password from stdin, not make one'] as const;

/** The password to set; one that was made is shown, this once. */
async function choosePassword({ passwordStdin }: Options): Promise<string> {
  if (passwordStdin !== true) return randomBytes(24).toString('hex');
  const password = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new UserError('stdin holds no password');
  return password;
}

function report(
  { plan, endpoints, caCertificate }: Deployment,
  name: string,
  password: string,
  made: boolean,
): void {
  if (!made) return;
  const uri = connectionUri({ ...plan, endpoint: endpoints.write, user: name }, password);
  process.stderr.write('with its password, which is shown this once:\n');
  process.stdout.write(`${withAuthorities(uri, plan.stack, caCertificate)}\n`);
}

add('list', 'Lists the roles that were added.')
  .option('--json', 'print one JSON document')
  .action(async ({ stack, json }: Options) => {
    const deployment = await readDeployment(stack);
    const roles = await withPrimaries(deployment, (coordinator) =>
      listRoles(coordinator, deployment.plan),
    );
    const table = textTable(
      ['role', 'access'],
      roles.map(({ name, access }) => [name, access]),
    );
    process.stdout.write(`${json ? JSON.stringify(roles, undefined, 2) : table}\n`);
  });

add('create', 'Makes a role that logs in at the write, read and any port.')
  .argument('<name>')
  .addOption(new Option('--read-only', 'reads the rows of all tables').conflicts('readWrite'))
  .option('--read-write', 'reads and writes the rows of all tables')
  .option(...PASSWORD_STDIN)
  .action(async (text: string, options: Options, self: Command) => {
    if (options.readOnly !== true && options.readWrite !== true) {
      self.error('error: give either --read-only or --read-write');
    }
    const deployment = await readDeployment(options.stack);
    const { plan } = deployment;
    const name = parseRoleName(text, plan);
    const password = await choosePassword(options);
    const access = options.readOnly ? 'read-only' : 'read-write';
    await withPrimaries(deployment, (coordinator, workers) =>
      createRole(plan, coordinator, workers, { name, access, password }),
    );
    process.stderr.write(`role "${name}" made (${access})\n`);
    report(deployment, name, password, options.passwordStdin !== true);
  });

add('password', 'Gives a role another password.')
  .argument('<name>')
  .option(...PASSWORD_STDIN)
  .action(async (text: string, options: Options) => {
    const deployment = await readDeployment(options.stack);
    const { plan } = deployment;
    const name = parseRoleName(text, plan);
    const password = await choosePassword(options);
    await withPrimaries(deployment, (coordinator, workers) =>
      changePassword(plan, coordinator, workers, { name, password }),
    );
    process.stderr.write(`role "${name}" has another password\n`);
    report(deployment, name, password, options.passwordStdin !== true);
  });

add('drop', 'Drops a role.')
  .argument('<name>')
  .action(async (text: string, { stack }: Options) => {
    const deployment = await readDeployment(stack);
    const { plan } = deployment;
    const name = parseRoleName(text, plan);
    await withPrimaries(deployment, (coordinator, workers) =>
      dropRole(plan, coordinator, workers, name),
    );
    process.stderr.write(`role "${name}" dropped\n`);
  });

void runCommand(command);
