import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { openPsql } from '../stack/open-psql';
import { readStackOutputs } from '../running/read-outputs';
import { targetOption, type Target } from '../topology/target';

const command = stackCommand('npm run psql --', 'Opens psql on an endpoint of the cluster.')
  .addOption(targetOption())
  .argument('[psql arguments...]', 'passed on to psql, e.g. -c "SELECT 1"')
  .allowUnknownOption()
  .action(async (args: string[], { stack, to }: StackOptions & { to: Target }) => {
    process.exitCode = await openPsql(await readStackOutputs(stack), to, args);
  });

void runCommand(command);
