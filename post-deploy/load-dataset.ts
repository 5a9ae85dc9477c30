import { plainCommand, runCommand } from '../cli/command';
import { loadDataset } from '../dataset/load-dataset';
import { describeLoad } from '../dataset/load-report';
import { deploymentFromEnvironment, WITHOUT_DATASET_VARIABLE } from './deployment';
import { waitUntilReady } from './wait-until-ready';

async function load(): Promise<void> {
  const deployment = await deploymentFromEnvironment();
  const { plan, connection } = deployment;
  await waitUntilReady(deployment);
  const isWithout = process.env[WITHOUT_DATASET_VARIABLE] !== undefined;
  const result = await loadDataset(plan, connection, isWithout ? { rows: 0 } : {});
  process.stderr.write(`${describeLoad(result)}\n`);
}

void runCommand(
  plainCommand('post-deploy/load-dataset', "loads the plan's data set, once").action(load),
);
