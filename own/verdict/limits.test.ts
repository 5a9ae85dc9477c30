import { expect, it } from 'vitest';
import { clusterOf } from './findings.fixture';
import { compareLimits, machineLimits } from './limits';

const GIB = 2 ** 30;
const limits = (cpus: string, memoryMiB: number) => ({
  ...{ 'resources.coordinator.cpus': cpus, 'resources.worker.cpus': cpus },
  ...{ 'resources.coordinator.memoryMiB': memoryMiB, 'resources.worker.memoryMiB': memoryMiB },
});

it.each([
  [{}, {}, GIB / 2, 'equal limits', /^both may use all 4 cores of this machine; what they hold/],
  [{}, {}, 2 * GIB, 'neither', /^"one" all 4 cores of this machine and 2\.0 GiB, "many" .* 6\.0/],
  [
    limits('1.5', 3072),
    limits('0.5', 1024),
    2 * GIB,
    'equal limits',
    /^both may use 3 CPUs and 6.0 GiB$/,
  ],
  [
    limits('0.5', 1024),
    limits('0.5', 1024),
    2 * GIB,
    'machines',
    /^each of its 6 nodes may use what each of "one" may$/,
  ],
  [
    limits('1', 1024),
    limits('1', 1024),
    2 * GIB,
    'neither',
    /"many" 6 CPUs and 6\.0 GiB, and this machine has 4 cores: neither/,
  ],
  [limits('', 1024), limits('0.5', 1024), 1, 'neither', /^"one" all 4 cores/],
] as const)('%j against %j with %d bytes: %s', (one, other, bytes, kind, because) => {
  const found = compareLimits(clusterOf('one', 0, one), clusterOf('many', 2, other), 4, bytes);
  expect(found).toEqual({ kind, because: expect.stringMatching(because) });
});

it('says by which limits one machine can stand for several, where it has the cores', () => {
  const plans = [clusterOf('one', 0), clusterOf('many', 3)];
  expect(machineLimits(plans, 2)).toMatch(
    /worker\.cpus to 0\.2 in the files of "one" and "many", with/,
  );
  expect(machineLimits(plans, 16)).toMatch(/worker\.cpus to 1\.6 /);
  expect(machineLimits([clusterOf('one', 0), clusterOf('many', 9)], 2)).toBeUndefined();
});
