import { describe, expect, it } from 'vitest';
import { CONTAINER_INPUTS } from './docker/container-inputs';
import { withDefaults } from './input-table';
import { diffProperties } from './property-diff';
import type { Properties } from './property-values';

const base: Properties = {
  name: 'box',
  image: 'a:1',
  envs: ['A=1', 'B=2'],
  memory: 64,
  ports: [{ internal: 5432, external: 6000 }],
  uploads: [{ file: '/a', content: 'x' }],
  healthcheck: { tests: ['CMD', 'true'], interval: '1s' },
};
const complete = (inputs: Properties): Properties => withDefaults(CONTAINER_INPUTS, inputs);
const diff = (inputs: Properties, ignored: string[] = []) =>
  diffProperties(CONTAINER_INPUTS, complete(base), complete(inputs), ignored);

describe('diffProperties', () => {
  it('finds none between a state and its own inputs, whatever the order of a set', () => {
    expect(diff(base)).toEqual([]);
    expect(diff({ ...base, envs: ['B=2', 'A=1'] })).toEqual([]);
  });

  it('takes an absent input for what the resource has where Docker fills it in', () => {
    const state = { ...complete(base), hostname: 'b09c', command: ['postgres'] };
    expect(diffProperties(CONTAINER_INPUTS, state, complete(base))).toEqual([]);
    const random = { ...base, ports: [{ internal: 5432 }] };
    expect(diff(random)).toEqual([]);
  });

  it.each([
    [{ memory: 128 }, { path: 'memory', kind: 'update', replaces: false }],
    [{ memory: null }, { path: 'memory', kind: 'delete', replaces: false }],
    [{ memorySwap: 128 }, { path: 'memorySwap', kind: 'add', replaces: false }],
    [{ restart: 'always' }, { path: 'restart', kind: 'update', replaces: false }],
    [{ cpuShares: 512 }, { path: 'cpuShares', kind: 'add', replaces: false }],
    [{ destroyGraceSeconds: 9 }, { path: 'destroyGraceSeconds', kind: 'add', replaces: false }],
    [{ image: 'a:2' }, { path: 'image', kind: 'update', replaces: true }],
    [{ cpus: '2' }, { path: 'cpus', kind: 'add', replaces: true }],
    [{ envs: ['A=1', 'B=3'] }, { path: 'envs', kind: 'update', replaces: true }],
    [
      { ports: [{ internal: 5432, external: 6001 }] },
      { path: 'ports[0].external', kind: 'update', replaces: true },
    ],
    [
      { healthcheck: { tests: ['CMD', 'true'], interval: '2s' } },
      { path: 'healthcheck.interval', kind: 'update', replaces: true },
    ],
  ])('%j', (change, expected) => {
    const inputs = Object.fromEntries(
      Object.entries({ ...base, ...change }).filter(([, value]) => value !== null),
    ) as Properties;
    expect(diff(inputs)).toEqual([expected]);
  });

  it('leaves out what the program ignores, and nothing else', () => {
    const changed = { ...base, memory: 1, healthcheck: { tests: ['CMD', 'x'], interval: '9s' } };
    expect(diff(changed, ['healthcheck']).map(({ path }) => path)).toEqual(['memory']);
    expect(diff(changed, ['healthcheck.interval', 'mem']).map(({ path }) => path)).toEqual([
      'healthcheck.tests[1]',
      'memory',
    ]);
  });
});
