import { plainCommand, runCommand } from '../cli/command';
import { loadDataset } from '../dataset/load-dataset';
import { describeLoad } from '../dataset/load-report';
import { deploymentFromEnvironment } from './deployment';
import { waitUntilReady } from './wait-until-ready';

async function load(): Promise<void> {
  const deployment = await deploymentFromEnvironment();
  const { plan, connection } = deployment;
  await waitUntilReady(deployment);
  process.stderr.write(`${describeLoad(await loadDataset(plan, connection))}\n`);
}

void runCommand(
  plainCommand('post-deploy/load-dataset', "loads the plan's data set, once").action(load),
);
