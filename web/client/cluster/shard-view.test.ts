import { describe, expect, it } from 'vitest';
import { AT_REST, type MovesStatus } from '../../../manager/moves/moves-status';
import { MOVING } from '../../../manager/moves/moves-status.fixture';
import { parseClusterConfig } from '../../../topology/config/config';
import { planCluster } from '../../../topology/plan-cluster';
import { shardsView } from './shard-view';

const plan = planCluster(parseClusterConfig('dev', {}));

function drawn(moves: MovesStatus | undefined) {
  const view = shardsView(moves, plan);
  if (view === undefined) throw new Error('nothing is drawn');
  return view;
}

/** Squares by group: those at home `.`, waiting `o`, leaving `/`, arriving `+`. */
function squares(moves: MovesStatus): string[] {
  const signs = { here: '.', waiting: 'o', leaving: '/', arriving: '+' };
  return drawn(moves).holders.map(({ name, tables }) => {
    const cells = tables.flatMap((of) => of.cells.map(({ kind }) => signs[kind]));
    return `${name} ${cells.join('')}`;
  });
}

describe('shardsView', () => {
  it('draws nothing where no shards are known', () => {
    expect(shardsView(undefined, plan)).toBeUndefined();
    expect(shardsView(AT_REST, plan)).toBeUndefined();
  });

  it('draws a shard on its way at both places', () => {
    expect(squares(MOVING)).toEqual(['worker-1 /.', 'worker-2 o.', 'worker-3 +.']);
    expect(drawn(MOVING).holders.map(({ words }) => words)).toEqual([
      '2 shards · 400 MiB · 1 leaving',
      '2 shards · 400 MiB',
      '1 shard · 200 MiB · 1 arriving',
    ]);
  });

  it('draws what is left at the old place after the swap', () => {
    const [first] = MOVING.moves;
    if (first === undefined) throw new Error('no move');
    const placements = MOVING.placements.map((one) => ({
      ...one,
      shards:
        one.group === 1
          ? one.shards.filter((shard) => shard !== first.shard)
          : one.group === 3
            ? [first.shard, ...one.shards]
            : one.shards,
    }));
    const moves = [{ ...first, phase: 'cleaning up' as const }];
    expect(squares({ ...MOVING, moves, placements })).toEqual([
      'worker-1 /.',
      'worker-2 ..',
      'worker-3 ..',
    ]);
  });

  it('draws groups that are empty, and one that the plan no longer has', () => {
    const placements = MOVING.placements.filter(({ group }) => group !== 2);
    const rest = { ...AT_REST, draining: [4], placements };
    expect(squares(rest)).toEqual(['worker-1 ..', 'worker-2 ', 'worker-3 .', 'worker-4 ']);
    expect(drawn(rest).holders.map(({ isDraining }) => isDraining)).toEqual([
      ...[false, false, false, true],
    ]);
  });

  it('tells in figures how far it is, and lists what is at work first', () => {
    const { state, share, figures, moves } = drawn(MOVING);
    expect({ state, share }).toEqual({ state: 'Moving', share: 1 / 3 });
    expect(figures.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'moves done: 1 of 3',
      'copied: 100 MiB of 300 MiB',
      'time left: 42 s',
      'longest pause of writes: 260 ms',
      'retries: 2',
      'orphans to remove: 1',
    ]);
    expect(moves.map(({ phase }) => phase)).toEqual(['copying', 'waiting']);
    const [waiting] = MOVING.moves.slice(1);
    if (waiting === undefined) throw new Error('no move');
    const many = Array.from({ length: 20 }, (_, i) => ({ ...waiting, shard: `t_${i}` }));
    const view = drawn({ ...MOVING, moves: [...many, ...MOVING.moves] });
    expect([view.moves[0]?.phase, view.moves.length, view.unlisted]).toEqual(['copying', 12, 10]);
  });

  it('draws the smallest of many tables together', () => {
    const placements = Array.from({ length: 9 }, (_, i) => ({
      ...{ group: 1, table: `t${i}`, shards: [`t${i}_1`], bytes: i },
    }));
    const { tables, holders } = drawn({ ...AT_REST, placements });
    expect(tables).toEqual(['t4', 't5', 't6', 't7', 't8', '4 other tables']);
    expect(holders[0]?.tables.map(({ shards }) => shards)).toEqual([1, 1, 1, 1, 1, 4]);
  });
});
