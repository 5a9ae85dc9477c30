import Docker from 'dockerode';
import { afterAll, beforeAll, describe } from 'vitest';
import { CITUS_IMAGE } from './citus-image';
import { copyStack, dropStack, npmRun, npmRunOk } from './project';
import { testPorts } from './test-ports';
import { describeBadInput } from './tls-bad-input';
import { describeExpiry } from './tls-expiry';
import { describeRefusals } from './tls-refusals';
import { describeRenewal } from './tls-renewal';
import { describeStages } from './tls-stages';

const STACK = 'test-tls';

describe('certificates that cannot be made', () => {
  describeBadInput('test-tls-refused');
});

/** What `protectData` has kept. */
async function removeVolumes(): Promise<void> {
  const docker = new Docker();
  const { Volumes } = await docker.listVolumes({ filters: { name: [`citus-${STACK}-`] } });
  for (const { Name } of Volumes) await docker.getVolume(Name).remove();
}

describe('a cluster that speaks TLS', () => {
  beforeAll(async () => {
    await removeVolumes();
    copyStack(CITUS_IMAGE === undefined ? 'native' : 'dev', STACK, {
      // Workers of the native engine do not speak to each other.
      'workers.count': CITUS_IMAGE === undefined ? 1 : 2,
      'dataset.rows': 2000,
      // Backups need TLS: their volume, which would go with it, is kept.
      protectData: true,
      ports: testPorts(15_490),
      ...(CITUS_IMAGE !== undefined && { baseImage: CITUS_IMAGE }),
    });
    await npmRunOk('up', '--stack', STACK, '--yes');
  }, 10 * 60_000);

  afterAll(async () => {
    const { code } = await npmRun('down', '--stack', STACK, '--yes');
    if (code === 0) dropStack(STACK);
    await removeVolumes();
  }, 180_000);

  describeRefusals(STACK);
  describeRenewal(STACK);
  describeExpiry(STACK);
  describeStages(STACK);
});
