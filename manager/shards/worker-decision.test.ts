import { describe, expect, it } from 'vitest';
import {
  decideWorkers,
  mustBeSynchronous,
  planCopies,
  unprotectedReasons,
  type ShardCopies,
  type WorkerView,
} from './worker-decision';

function worker(group: number, is: Partial<WorkerView> = {}): WorkerView {
  const name = `worker-${group}-a`;
  return {
    group,
    name,
    port: 5432,
    active: true,
    takesShards: true,
    lost: false,
    settled: true,
    ...is,
  };
}

function shard(id: number, groups: readonly number[], is: Partial<ShardCopies> = {}): ShardCopies {
  return { shardIds: [id], names: [`t_${id}`], tables: ['t'], factor: 2, groups, ...is };
}

const LOST = { lost: true, settled: false };
const DISABLED = { active: false };
const RING = [shard(1, [1, 2]), shard(2, [2, 3]), shard(3, [3, 1])];
const HEALTHY = [worker(1), worker(2), worker(3)];

describe('decideWorkers', () => {
  it('leaves a healthy cluster alone', () => {
    expect(decideWorkers(HEALTHY, RING)).toEqual({ disable: [], activate: [], reasons: [] });
  });

  it('disables a lost worker whose shards all have a living copy', () => {
    const lost = worker(1, LOST);
    expect(decideWorkers([lost, worker(2), worker(3)], RING).disable).toEqual([lost]);
  });

  it('names the table that has its only copy on a lost worker, and leaves it in use', () => {
    const workers = [worker(1, LOST), worker(2), worker(3)];
    const shards = [...RING, shard(4, [1], { tables: ['x'], factor: 1 })];
    const { disable, reasons } = decideWorkers(workers, shards);
    expect(disable).toEqual([]);
    expect(reasons).toEqual(['worker-1-a is down, and 1 shards of x have their only copy there']);
  });

  it('disables neither of two lost workers that share shards', () => {
    const { disable, reasons } = decideWorkers([worker(1, LOST), worker(2, LOST), worker(3)], RING);
    expect(disable).toEqual([]);
    expect(reasons[0]).toContain('worker-1-a is down');
    expect(reasons[0]).toContain('worker-2-a, which is down');
  });

  it('disables both of two lost workers that share none', () => {
    const workers = [worker(1, LOST), worker(2), worker(3, LOST), worker(4)];
    const shards = [shard(1, [1, 2]), shard(2, [3, 4])];
    expect(decideWorkers(workers, shards).disable.map(({ group }) => group)).toEqual([1, 3]);
  });

  it('does not disable a second worker that has the last copies in use', () => {
    const workers = [worker(1, { ...LOST, ...DISABLED }), worker(2, LOST), worker(3)];
    const { disable, reasons } = decideWorkers(workers, RING);
    expect(disable).toEqual([]);
    expect(reasons).toContain(
      'worker-2-a is down, and 1 of its shards have their other copy on worker-1-a, which is down',
    );
  });

  it('says what lacks a copy while a worker is disabled', () => {
    const { reasons } = decideWorkers(
      [worker(1, { ...LOST, ...DISABLED }), worker(2), worker(3)],
      RING,
    );
    expect(reasons).toEqual(['worker-1-a is disabled', '2 of 3 shards (t) lack a copy']);
  });

  it('activates a disabled worker only once it is settled', () => {
    const back = worker(1, { ...DISABLED, settled: false });
    expect(decideWorkers([back, worker(2), worker(3)], RING).activate).toEqual([]);
    const settled = worker(1, DISABLED);
    expect(decideWorkers([settled, worker(2), worker(3)], RING).activate).toEqual([settled]);
  });

  it('does not give up old placements while the only current copy is out of reach', () => {
    const workers = [worker(1, DISABLED), worker(2, LOST), worker(3)];
    const { activate, reasons } = decideWorkers(workers, RING);
    expect(activate).toEqual([]);
    expect(reasons.join()).toContain('worker-1-a stays disabled');
  });
});

describe('mustBeSynchronous', () => {
  it('is so for the first worker by name and port, whatever its group', () => {
    const first = worker(3, { name: 'a', ...LOST });
    const others = [worker(1, { name: 'b', ...LOST }), worker(2, { name: 'c' })];
    expect(mustBeSynchronous(first, [...others, first])).toBe(true);
  });

  it('is not so for another one while one more is down', () => {
    const second = worker(2, LOST);
    expect(mustBeSynchronous(second, [worker(1), second, worker(3, LOST)])).toBe(false);
    expect(mustBeSynchronous(second, [worker(1), second, worker(3)])).toBe(true);
  });
});

describe('planCopies', () => {
  it('has nothing to do where every shard has its factor', () => {
    expect(planCopies(HEALTHY, RING)).toEqual([]);
  });

  it('fills an empty worker and reads from the others by turns', () => {
    const shards = [1, 2, 3, 4, 5, 6].map((id) =>
      shard(id, id <= 2 ? [2, 3] : id % 2 === 0 ? [2] : [3]),
    );
    const steps = planCopies(HEALTHY, shards);
    expect(steps.map(({ target }) => target.group)).toEqual([1, 1, 1, 1]);
    expect(steps.filter(({ source }) => source.group === 2)).toHaveLength(2);
  });

  it('spreads copies over the workers with the fewest placements', () => {
    const workers = [...HEALTHY, worker(4)];
    const shards = [shard(1, [1]), shard(2, [1]), shard(3, [1, 2])];
    const targets = planCopies(workers, shards).map(({ target }) => target.group);
    expect(targets.sort()).toEqual([3, 4]);
  });

  it('never places two copies of a shard on one worker', () => {
    const [first, second] = planCopies(HEALTHY, [shard(1, [2], { factor: 3 })]);
    expect(new Set([first?.target.group, second?.target.group])).toEqual(new Set([1, 3]));
  });

  it('waits for a disabled or lost worker, which will have room for what it had', () => {
    const shards = [shard(1, [2])];
    expect(planCopies([worker(1, DISABLED), worker(2), worker(3)], shards)).toEqual([]);
    expect(planCopies([worker(1, LOST), worker(2), worker(3)], shards)).toEqual([]);
  });
});

describe('unprotectedReasons', () => {
  it('names distributed tables with one placement a shard', () => {
    const shards = [...RING, shard(4, [1], { factor: 1, tables: ['x'] })];
    expect(unprotectedReasons(shards)).toEqual([
      'table x is not protected: its shards have one placement each',
    ]);
  });
});
