import { describe, expect, it } from 'vitest';
import { MOVE } from './move-record.fixture';
import type { MoverFacts } from './mover-facts';
import { decideMoves } from './moves-wanted';
import { movesStatus } from './native-status';

const SHARDS = [1, 2, 1, 2].map((group, n) => ({
  table: 'trips',
  shard: `trips_000${n}`,
  remote: `public.trips_000${n}`,
  oid: 4710 + n,
  group,
}));
const FACTS: MoverFacts = { shards: SHARDS, draining: [], wish: 'as needed', moves: [] };
const SEEN = {
  sizes: new Map(),
  orphans: 0,
  obstacle: undefined,
  immovable: new Map(),
  tellingRetries: 5,
};

describe('decideMoves', () => {
  it('wants nothing of shards that are spread', () => {
    expect(decideMoves(FACTS, [1, 2], 'auto')).toEqual({ state: 'at rest', why: [], begin: [] });
  });

  it('fills a new worker by itself, or when it is asked to', () => {
    const grown = decideMoves(FACTS, [1, 2, 3], 'auto');
    expect(grown.state).toBe('due');
    expect(grown.why).toEqual(['worker-3 holds no shard']);
    expect(grown.begin).toHaveLength(1);
    const held = decideMoves(FACTS, [1, 2, 3], 'manual');
    expect([held.state, held.begin]).toEqual(['held', []]);
    expect(decideMoves({ ...FACTS, wish: 'asked for' }, [1, 2, 3], 'manual').begin).toHaveLength(1);
  });

  it('empties a worker by itself, and holds that too once it was stopped', () => {
    const draining = { ...FACTS, draining: [2] };
    const drained = decideMoves(draining, [1, 2], 'manual');
    expect(drained.why).toEqual(['worker-2 is drained, and holds 2 shards']);
    expect(drained.begin.map(({ to }) => to)).toEqual([1, 1]);
    const stopped = decideMoves({ ...draining, wish: 'stopped' }, [1, 2], 'auto');
    expect([stopped.state, stopped.begin]).toEqual(['held', []]);
  });

  it('is stuck where shards have nowhere to go', () => {
    const { state, why } = decideMoves({ ...FACTS, draining: [1, 2] }, [1, 2], 'auto');
    expect(state).toBe('stuck');
    expect(why.at(-1)).toBe('no worker takes shards');
  });

  it('leaves tables that can not move where they are, and is stuck with one that should', () => {
    const immovable = new Map([['trips', "trips_0001 can't move: it is unlogged"]]);
    expect(decideMoves(FACTS, [1, 2, 3], 'auto', immovable).state).toBe('at rest');
    const stuck = decideMoves({ ...FACTS, draining: [2] }, [1, 2], 'auto', immovable);
    expect([stuck.state, stuck.why]).toEqual([
      'stuck',
      ['worker-2 is drained, and holds 2 shards', "trips_0001 can't move: it is unlogged"],
    ]);
  });

  it('plans nothing while shards are on the way', () => {
    const moving = decideMoves({ ...FACTS, draining: [2], moves: [MOVE] }, [1, 2], 'auto');
    expect([moving.state, moving.begin]).toEqual(['moving', []]);
  });
});

describe('movesStatus', () => {
  it('tells how far it is, and counts every shard where it is served', () => {
    const moves = [
      { ...MOVE, id: 1, phase: 'done' as const, pauseMs: 40 },
      { ...MOVE, id: 2, phase: 'copying' as const, bytes: 1000, bytesCopied: 250, seconds: 5 },
      { ...MOVE, id: 3 },
    ];
    const facts = { ...FACTS, moves };
    const { status, reasons, notices } = movesStatus(facts, decideMoves(facts, [1, 2], 'auto'), {
      ...SEEN,
      sizes: new Map([['public.trips_0000', 10]]),
    });
    expect(status).toMatchObject({
      ...{ state: 'moving', done: 1, total: 3, longestPauseMs: 40 },
      ...{ bytes: 1000, bytesCopied: 250, secondsLeft: 35 },
    });
    expect(
      status.placements.map(({ group, shards, bytes }) => [group, shards.length, bytes]),
    ).toEqual([
      [1, 2, 10],
      [2, 2, 0],
    ]);
    expect(reasons).toEqual([]);
    expect(notices).toEqual(['shards move to other workers: 1 of 3 are there']);
  });

  it('tells a move that fails again and again as a fault, and rows that differ for good', () => {
    const moves = [
      { ...MOVE, retries: 6, message: 'the shard is unlogged' },
      { ...MOVE, id: 8, phase: 'done' as const, differs: true, message: 'other rows' },
    ];
    const facts = { ...FACTS, moves };
    const { reasons } = movesStatus(facts, decideMoves(facts, [1, 2], 'auto'), SEEN);
    expect(reasons).toEqual([
      'trips_0001 does not get from worker-1 to worker-2 (6 tries): the shard is unlogged',
      'other rows',
    ]);
  });
});
