import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchemas } from '../archive/schema/json-schemas';
import { plainCommand, runCommand } from '../cli/command';
import { PROJECT_ROOT } from '../toolchain/paths';

const command = plainCommand(
  'npm run schema --',
  'Writes the JSON Schemas of the result files anew.',
).action(async () => {
  for (const [name, text] of jsonSchemas()) {
    const path = join('archive', 'schema', name);
    await writeFile(join(PROJECT_ROOT, path), text);
    process.stdout.write(`${path}\n`);
  }
});

void runCommand(command);
