import { plainCommand, runCommand } from '../cli/command';
import { connect } from '../sql/connect';
import { runSqlFiles } from '../sql/run-sql-files';
import { deploymentFromEnvironment } from './deployment';
import { waitUntilReady } from './wait-until-ready';

async function applySql(): Promise<void> {
  const deployment = await deploymentFromEnvironment();
  const { plan, connection } = deployment;
  await waitUntilReady(deployment);
  const client = await connect(connection, 'citus-cluster schema');
  client.on('notice', ({ severity, message = '' }) => {
    if (severity === 'WARNING') process.stderr.write(`${message}\n`);
  });
  try {
    await runSqlFiles(client, plan, 'schema', (file) => {
      process.stderr.write(`apply sql/${file}\n`);
    });
  } finally {
    await client.end();
  }
}

void runCommand(
  plainCommand('post-deploy/apply-sql', "applies the SQL files of the cluster's engine").action(
    applySql,
  ),
);
