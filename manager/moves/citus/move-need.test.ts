import { describe, expect, it } from 'vitest';
import { clusterOf, job, unit } from './move-facts.fixture';
import { decideMoves, failureText, moveNeed } from './move-need';

const THREE = [unit(1, [1]), unit(2, [2]), unit(3, [3]), unit(4, [1]), unit(5, [2]), unit(6, [3])];

describe('decideMoves', () => {
  it('leaves a cluster alone whose workers all hold shards', () => {
    expect(decideMoves(clusterOf(3, THREE), 'auto')).toMatchObject({ state: 'at rest', why: [] });
  });

  it('leaves an empty worker alone where no other has two shards of a kind', () => {
    const alone = [unit(1, [1]), unit(2, [2]), unit(3, [1], { colocation: 'other' })];
    expect(decideMoves(clusterOf(3, alone), 'auto').state).toBe('at rest');
    expect(decideMoves(clusterOf(3, []), 'auto').state).toBe('at rest');
  });

  it('fills a new worker, by itself or when it is asked to', () => {
    expect(decideMoves(clusterOf(4, THREE), 'auto')).toMatchObject({
      ...{ state: 'due', begin: 'rebalance', why: ['worker-4 holds no shard'] },
    });
    const held = decideMoves(clusterOf(4, THREE), 'manual');
    expect(held).toMatchObject({ state: 'held', why: ['worker-4 holds no shard'] });
    expect(held.begin).toBeUndefined();
  });

  it('empties a worker that takes no shards, whatever growth waits for', () => {
    const facts = clusterOf(4, [...THREE, unit(7, [4])], { leaving: [4] });
    for (const onGrow of ['auto', 'manual'] as const) {
      expect(decideMoves(facts, onGrow)).toMatchObject({
        ...{ state: 'due', begin: 'drain', why: ['worker-4 is emptied'] },
      });
    }
  });

  it('waits, and says so, while shards are split', () => {
    const decision = decideMoves({ ...clusterOf(4, THREE), isSplit: true }, 'auto');
    expect(decision).toMatchObject({
      ...{
        state: 'due',
        why: ['worker-4 holds no shard', 'shards are being split, and move after that'],
      },
    });
    expect(decision.begin).toBeUndefined();
  });

  it('is at rest when it is empty', () => {
    expect(decideMoves(clusterOf(4, THREE, { leaving: [4] }), 'auto').state).toBe('at rest');
  });

  it('tells of a rebalance under way, whoever began it', () => {
    for (const state of ['scheduled', 'running', 'cancelling']) {
      const facts = { ...clusterOf(4, THREE), job: job(state, [[1, 4]]) };
      expect(decideMoves(facts, 'auto').state).toBe('moving');
    }
  });

  it('does not begin again what a user stopped, but what was wanted since', () => {
    const stopped = { ...clusterOf(4, THREE), job: job('cancelled', [[1, 4]]) };
    expect(decideMoves(stopped, 'auto')).toMatchObject({
      ...{ state: 'held', why: ['worker-4 holds no shard', 'it was stopped'] },
    });
    const grown = { ...clusterOf(5, THREE), job: job('cancelled', [[1, 4]]) };
    expect(decideMoves(grown, 'auto').state).toBe('due');
    const shards = [...THREE, unit(7, [4])];
    const drained = { ...clusterOf(4, shards, { leaving: [4] }), job: job('cancelled', [[1, 4]]) };
    expect(decideMoves(drained, 'auto')).toMatchObject({ state: 'due', begin: 'drain' });
  });

  it('begins a failed one again, and says why it failed', () => {
    const failed = {
      ...clusterOf(3, THREE),
      job: job('failed', [[1, 3]], 'ERROR:  no room\nCONTEXT'),
    };
    expect(decideMoves(failed, 'auto')).toMatchObject({
      ...{ state: 'due', begin: 'rebalance', why: ['the last rebalance failed: no room'] },
    });
  });

  it('moves no table without a key by itself, and lets it stop no other', () => {
    const log = (id: number): ReturnType<typeof unit> =>
      unit(id, [1], { colocation: 'log', keyless: ['log'] });
    const mixed = decideMoves(clusterOf(4, [...THREE, log(8), log(9)]), 'auto');
    expect(mixed).toMatchObject({ state: 'due', begin: 'rebalance' });
    expect(mixed.notices).toEqual([expect.stringContaining('table log has no primary key')]);
    const alone = decideMoves(clusterOf(4, [log(8), log(9)]), 'auto');
    expect(alone).toMatchObject({
      state: 'held',
      why: ['worker-2, worker-3 and worker-4 hold no shard'],
    });
  });

  it('waits for a reference table without a key that a new worker lacks', () => {
    const references = { missing: true, keyless: ['units'] };
    const { state, notices } = decideMoves({ ...clusterOf(4, THREE), references }, 'auto');
    expect(state).toBe('held');
    expect(notices).toEqual([expect.stringContaining('table units has no primary key')]);
  });

  it('is stuck where a shard is on every other worker already', () => {
    const twice = [unit(1, [1, 2]), unit(2, [1, 2])];
    expect(decideMoves(clusterOf(2, twice, { leaving: [2] }), 'auto')).toMatchObject({
      ...{
        state: 'stuck',
        why: ['worker-2 is emptied', '2 shards of t can go to no other worker'],
      },
    });
    expect(decideMoves(clusterOf(3, twice, { leaving: [2] }), 'auto').state).toBe('due');
  });
});

it('a disabled worker takes nothing', () => {
  const { nodes, ...facts } = clusterOf(4, THREE);
  const disabled = nodes.map((node) => ({ ...node, active: node.group !== 4 }));
  expect(moveNeed({ ...facts, nodes: disabled }).empty).toEqual([]);
});

it('failureText takes the line that says what failed', () => {
  expect(failureText('ERROR:  could not connect\nCONTEXT: while moving')).toBe('could not connect');
  expect(failureText('')).toBe('');
});
