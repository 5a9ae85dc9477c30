import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { chosenSteps } from './chosen-steps';
import { wouldLose } from './checks/redundancy-rules';
import { namedSteps, randomSteps } from './steps';
import { judgedGroups } from './faults/target';

const plan = planCluster(parseClusterConfig('test', { engine: 'native' }));
const single = planCluster(
  parseClusterConfig('one', { engine: 'native', coordinators: 1, 'workers.standbys': 0 }),
);
const shards = planCluster(
  parseClusterConfig('shards', {
    workerHa: 'shards',
    shardReplicationFactor: 2,
    'workers.standbys': 0,
  }),
);

const host = (n: number): object => ({ docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` });
const spread = planCluster(
  parseClusterConfig('spread', {
    ...{ engine: 'native', 'workers.count': 2 },
    hosts: { h1: host(1), h2: host(2), h3: host(3) },
  }),
);

const names = (steps: ReturnType<typeof namedSteps>): string[] =>
  steps.map(({ fault, target, holdMs }) => `${fault} ${target.name} ${holdMs}`);

describe('namedSteps', () => {
  it('hits the coordinator, or what the fault is for, where no target is named', () => {
    const faults = ['pause', 'kill-etcd', 'kill-haproxy', 'coordinator-and-worker'];
    expect(names(namedSteps(plan, faults, [], 9000))).toEqual([
      'pause coordinator 9000',
      'kill-etcd etcd-1 9000',
      'kill-haproxy load-balancer 0',
      'coordinator-and-worker worker-1 9000',
    ]);
  });

  it('hits each target with each fault', () => {
    expect(
      names(namedSteps(plan, ['stop', 'kill-postgres'], ['worker-2', 'worker-1-b'], 1)),
    ).toEqual([
      'stop worker-2 1',
      'stop worker-1-b 1',
      'kill-postgres worker-2 0',
      'kill-postgres worker-1-b 0',
    ]);
  });

  it('lists the targets where one is unknown', () => {
    expect(() => namedSteps(plan, ['switchover'], ['worker-9'], 1)).toThrow(
      'switchover on stack "test" has no target "worker-9"; targets: coordinator, worker-1, worker-2, worker-3',
    );
    expect(() => namedSteps(plan, ['all'], ['worker-9'], 1)).toThrow(/targets: coordinator, /);
  });

  it('lists the faults where one is unknown', () => {
    expect(() => namedSteps(plan, ['meteorite'], [], 1)).toThrow(
      /no fault "meteorite"; faults: .*kill-postgres.*random/,
    );
  });

  it('goes through all faults, on the coordinator and a worker where they hit groups', () => {
    const all = names(namedSteps(plan, ['all'], [], 1));
    expect(all).toContain('kill-container coordinator 1');
    expect(all).toContain('kill-container worker-1 1');
    expect(all).toContain('rolling-update cluster 0');
    expect(all.filter((name) => name.startsWith('coordinator-and-worker'))).toHaveLength(1);
  });

  it('switches no group over that has one node', () => {
    expect(() => namedSteps(shards, ['switchover'], ['worker-1'], 1)).toThrow(
      'switchover on stack "shards" has no target "worker-1"; targets: coordinator',
    );
    expect(() => namedSteps(single, ['switchover'], [], 1)).toThrow('a group with a standby');
    const all = names(namedSteps(shards, ['all'], [], 1));
    expect(all.filter((name) => name.startsWith('switchover'))).toEqual([
      'switchover coordinator 0',
    ]);
  });
});

describe('namedSteps of hosts', () => {
  it('hits the host of the coordinator where no target is named', () => {
    expect(names(namedSteps(spread, ['kill-host'], [], 9000))).toEqual([
      'kill-host coordinator 9000',
    ]);
  });

  it('takes hosts by name and by what stands there', () => {
    expect(() => namedSteps(spread, ['pause-host'], ['h9'], 1)).toThrow(
      'targets: coordinator, worker-1, worker-2, acting-manager, etcd-leader, most-primaries, way-in, h1, h2, h3',
    );
  });

  it('has none on a stack of one host, and takes no container off a host', () => {
    expect(() => namedSteps(plan, ['kill-host'], [], 1)).toThrow('a stack on several hosts');
    expect(() => namedSteps(spread, ['disconnect'], [], 1)).toThrow('partition-host cuts one off');
  });
});

describe('chosenSteps', () => {
  const options = { ...{ faults: ['partition-host'], targets: [], rounds: 1, holdMs: 1 } };
  const choose = (more: object, of = spread) => {
    const given = { stack: '', rate: 1, timeoutMs: 1, minutes: 1, seed: 1, force: false };
    return [
      ...(chosenSteps(
        { ...given, resultsFolder: '', hostCommand: undefined, ...options, ...more },
        of,
      ) as ReturnType<typeof namedSteps>),
    ];
  };

  it('says what a fault needs that no engine can do to its host', () => {
    expect(() => choose({})).toThrow(/partition-host needs a program.*--host-command/);
    expect(names(choose({ hostCommand: './break.sh' }))).toEqual(['partition-host coordinator 1']);
  });

  it('leaves such faults out of all without the program', () => {
    const all = choose({ faults: ['all'] }).map(({ fault }) => fault);
    expect(all).toContain('kill-host');
    expect(all).not.toContain('slow-host');
    const more = choose({ faults: ['all'], hostCommand: './break.sh' });
    expect(more.map(({ fault }) => fault)).toContain('slow-host');
  });
});

describe('randomSteps', () => {
  const draw = (seed: number, count = 40): string[] => {
    const steps = randomSteps(plan, seed, () => true);
    return names(Array.from({ length: count }, () => steps.next().value));
  };

  it('draws the same for the same seed, and something else for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('draws what is allowed alone, and different faults', () => {
    const steps = randomSteps(plan, 1, ({ target }) => target.name === 'worker-2');
    const drawn = names(Array.from({ length: 60 }, () => steps.next().value));
    expect(drawn.every((name) => name.includes(' worker-2 '))).toBe(true);
    expect(new Set(drawn.map((name) => name.split(' ')[0])).size).toBeGreaterThan(4);
  });

  it('refuses where nothing is allowed', () => {
    expect(() => randomSteps(plan, 1, () => false).next()).toThrow('no fault is possible');
  });
});

describe('wouldLose', () => {
  const lose = (of: typeof plan, fault: string, ...target: string[]): (string | undefined)[] =>
    namedSteps(of, [fault], target, 1).map((step) => wouldLose(of, step));

  it('lets a redundant stack be broken', () => {
    expect(namedSteps(plan, ['all'], [], 1).map((step) => wouldLose(plan, step))).toEqual(
      namedSteps(plan, ['all'], [], 1).map(() => undefined),
    );
  });

  it('says what a group of one node loses', () => {
    expect(lose(single, 'kill-container')).toEqual([expect.stringContaining('no standby')]);
    expect(lose(single, 'stop', 'worker-2')).toEqual([expect.stringContaining('worker-2 has no')]);
    expect(lose(single, 'coordinator-and-worker', 'worker-1')[0]).toBeDefined();
  });

  it('takes replicated shards for redundancy', () => {
    expect(lose(shards, 'kill-container', 'worker-1')).toEqual([undefined]);
  });

  it('says that asynchronous standbys lose rows', () => {
    const off = planCluster(
      parseClusterConfig('async', { engine: 'native', synchronousMode: 'off' }),
    );
    expect(lose(off, 'kill-postgres')).toEqual([expect.stringContaining('asynchronously')]);
  });

  it('asks before the whole consensus store goes', () => {
    expect(lose(plan, 'kill-etcd', 'etcd')).toEqual([expect.stringContaining('all 3 etcd')]);
    expect(lose(plan, 'kill-etcd', 'etcd-2')).toEqual([undefined]);
  });
});

describe('wouldLose of hosts', () => {
  const lose = (of: typeof plan, fault: string, target: string): string | undefined => {
    const [step] = namedSteps(of, [fault], [target], 1);
    return step === undefined ? 'no step' : wouldLose(of, step);
  };

  it('lets any host go of a cluster that is spread over three', () => {
    expect(spread.hosts?.map(({ name }) => lose(spread, 'kill-host', name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(lose(spread, 'partition-host', 'most-primaries')).toBeUndefined();
  });

  it('says that asynchronous standbys lose rows with their host', () => {
    const off = planCluster(
      parseClusterConfig('async', {
        ...{ engine: 'native', synchronousMode: 'off' },
        hosts: { h1: host(1), h2: host(2), h3: host(3) },
      }),
    );
    expect(lose(off, 'pause-host', 'h1')).toContain('asynchronously');
    expect(lose(off, 'pause-host', 'worker-1')).toContain('asynchronously');
    expect(lose(off, 'slow-host', 'h1')).toBeUndefined();
  });
});

describe('judgedGroups', () => {
  it('is the group of a worker, and everything for the rest', () => {
    const judged = (fault: string, ...target: string[]): number[][] =>
      namedSteps(plan, [fault], target, 1).map((step) => judgedGroups(step.fault, step.target));
    expect(judged('pause', 'worker-2', 'worker-3-b')).toEqual([[2], [3]]);
    expect(judged('pause', 'coordinator', 'etcd-1')).toEqual([[], []]);
    expect(judged('coordinator-and-worker', 'worker-1')).toEqual([[]]);
  });
});
