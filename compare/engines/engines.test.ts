import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { assertSameData, contendersOf } from './contender';
import { restOf, shortage } from './idle-rule';
import { planStays } from './turns';

const STACKS = ['dev', 'native', 'shared', 'single'];

const planOf = (stack: string, raw: Record<string, string | number> = {}): ClusterPlan =>
  planCluster(parseClusterConfig(stack, raw));

describe('the contenders', () => {
  it('are the usual stacks of engines, or stacks by their name', () => {
    expect(contendersOf(['citus', 'native', 'shared'], STACKS)).toEqual([
      { label: 'citus', stack: 'dev' },
      { label: 'native', stack: 'native' },
      { label: 'shared', stack: 'shared' },
    ]);
  });

  it.each([
    [['citus', 'oracle'], '"oracle" is neither an engine nor a stack'],
    [['citus', 'dev'], 'citus, dev name one stack twice'],
    [['citus'], 'one engine alone'],
  ])('are refused: %j', (names, message) => {
    expect(() => contendersOf(names, STACKS)).toThrow(message);
  });

  it('hold the same data', () => {
    const plans = [planOf('dev'), planOf('native', { engine: 'native', 'dataset.shardCount': 12 })];
    expect(() => {
      assertSameData(plans);
    }).not.toThrow();
    expect(() => {
      assertSameData([...plans, planOf('single', { 'dataset.rows': 5000 })]);
    }).toThrow(/dataset\.rows is dev \d+, native \d+, single 5000/);
  });
});

describe('the order of measuring', () => {
  const order = (contenders: string[], rounds: number): string =>
    planStays(contenders, rounds)
      .map(({ contender }) => contender)
      .join('');

  it('turns round each round', () => {
    expect(order(['A', 'B'], 4)).toBe('ABBAABBA');
    expect(order(['A', 'B', 'C'], 3)).toBe('ABCCBAABC');
  });

  it('measures each once a round, and switches no more than it must', () => {
    const stays = planStays(['A', 'B', 'C'], 6);
    for (const contender of ['A', 'B', 'C']) {
      const rounds = stays.filter((stay) => stay.contender === contender);
      expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5]);
    }
    const switches = stays.filter((stay, i) => i > 0 && stay.contender !== stays[i - 1]?.contender);
    expect(switches).toHaveLength(6 * 2);
  });
});

describe('idle stacks', () => {
  const plans = [planOf('dev'), planOf('native', { engine: 'native' })];

  it('rest where cores are short, or memory is', () => {
    expect(shortage(plans, { cores: 2, memoryMiB: 500_000 })).toBe(
      '2 stacks side by side want 8 cores, and there are 2',
    );
    expect(shortage(plans, { cores: 64, memoryMiB: 4000.5 })).toMatch(
      /^their containers may take \d+ MiB of 4000$/,
    );
  });

  it('are frozen as long as the largest may take all of its limit, and stopped otherwise', () => {
    const [limits] = /\d+/.exec(shortage(plans, { cores: 64, memoryMiB: 1 }) ?? '') ?? [];
    expect(restOf(plans, Number(limits))).toBe('freeze');
    expect(restOf(plans, Number(limits) / 4)).toBe('stop');
  });

  it('may work on where there is room for all', () => {
    expect(shortage(plans, { cores: 64, memoryMiB: 500_000 })).toBeNull();
  });
});
