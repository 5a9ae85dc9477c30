import { describe, expect, it } from 'vitest';
import type { BenchOptions } from '../benchmark/options/bench-options';
import type { StackOutputs } from '../topology/stack-outputs';
import { UserError } from '../words/user-error';
import { AT_REST } from '../tests/example-scale';
import { measureSizes, type ScaleParts } from './measure-sizes';

/** What is done to clusters, in order; none is made. */
function record(parts: Partial<ScaleParts> = {}) {
  const steps: string[] = [];
  const stop = new AbortController();
  const options = (workers: number, scenario: string) =>
    Promise.resolve({
      ...{ scenario, stack: `scale-${workers}`, durationS: 10, warmupS: 5, repeat: 6 },
    } as BenchOptions);
  const run = measureSizes(
    { sizes: [1, 2], scenarios: ['read', 'insert'], options },
    {
      make: (workers) => {
        steps.push(`make ${workers}`);
        return Promise.resolve({} as StackOutputs);
      },
      remove: (workers) => {
        steps.push(`remove ${workers}`);
        return Promise.resolve();
      },
      atRest: () => Promise.resolve(AT_REST),
      measure: ({ stack, scenario }) => {
        steps.push(`${scenario} on ${stack}`);
        return Promise.resolve([]);
      },
      signal: stop.signal,
      print: () => undefined,
      ...parts,
    },
  );
  return { steps, stop, run };
}

describe('the sizes', () => {
  it('are made, measured and removed one after the other', async () => {
    const { steps, run } = record();
    expect((await run).map(({ workers }) => workers)).toEqual([1, 2]);
    expect(steps).toEqual([
      ...['make 1', 'read on scale-1', 'insert on scale-1', 'remove 1'],
      ...['make 2', 'read on scale-2', 'insert on scale-2', 'remove 2'],
    ]);
  });

  it('are removed when one can not be made, and when a run fails', async () => {
    const broken = record({ make: () => Promise.reject(new Error('no room')) });
    await expect(broken.run).rejects.toThrow('no room');
    expect(broken.steps).toEqual(['remove 1']);
    const failing = record({ measure: () => Promise.reject(new UserError('no load', 'go on')) });
    await expect(failing.run).rejects.toThrow(
      /^the size of 1 worker was not measured: no load; what was made of it is removed/,
    );
    expect(failing.steps).toEqual(['make 1', 'remove 1']);
  });

  it('are removed when it is stopped, whatever that cuts off', async () => {
    const { steps, stop, run } = record({
      measure: () => {
        stop.abort();
        return Promise.reject(new Error('cut off'));
      },
    });
    await expect(run).rejects.toThrow('stopped; the runs that were measured are kept');
    expect(steps).toEqual(['make 1', 'remove 1']);
  });
});
