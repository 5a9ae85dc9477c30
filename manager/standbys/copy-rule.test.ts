import { describe, expect, it } from 'vitest';
import { observeGroup, type GroupObservation } from '../observe/observation';
import { observedGroup, PRIMARY, STANDBY } from '../observe/observed.fixture';
import type { PatroniReport } from '../observe/patroni';
import { AGAIN_MS, CopyRule, LOOKS } from './copy-rule';

const NAME = 'worker-1-b';
const REASON = `${NAME} lacks log that its primary has removed: it is copied anew`;

/** What Patroni says of a standby that runs and gets no log, and of one that is being made. */
const WAITING: PatroniReport = { state: 'running', role: 'replica' };
const COPYING: PatroniReport = { state: 'creating replica', role: 'replica' };

const waiting = observedGroup(1, PRIMARY, WAITING);
const copying = observedGroup(1, PRIMARY, COPYING);
const streaming = observedGroup(1);

/** Looks at a group some times; whom it told to ask, each time. */
function look(rule: CopyRule, group: GroupObservation, lacking: readonly string[], times = 1) {
  return Array.from({ length: times }, () => rule.look(group, lacking));
}

/** A rule that has just had worker-1-b asked. */
function asked(now?: () => number): CopyRule {
  const rule = new CopyRule(now);
  expect(look(rule, waiting, [NAME], LOOKS).at(-1)).toBe(NAME);
  rule.asked(NAME);
  return rule;
}

describe('CopyRule', () => {
  it('asks a standby that lacks log in several looks in a row, and says so from the first one on', () => {
    const rule = new CopyRule();
    const told = look(rule, waiting, [NAME], LOOKS);
    expect(told).toEqual([...Array<undefined>(LOOKS - 1).fill(undefined), NAME]);
    expect(rule.reasons).toEqual([REASON]);
  });

  it('begins to count anew where one look finds that it lacks none', () => {
    const rule = new CopyRule();
    look(rule, waiting, [NAME], LOOKS - 1);
    look(rule, waiting, []);
    expect(rule.reasons).toEqual([]);
    expect(look(rule, waiting, [NAME], LOOKS - 1)).not.toContain(NAME);
  });

  it('asks nobody where the group has no primary that is seen, nor counts what was seen then', () => {
    const rule = new CopyRule();
    const leaderless = observedGroup(1, { ...PRIMARY, state: 'stopped' }, WAITING);
    const doubtful = observedGroup(1, PRIMARY, PRIMARY);
    for (const group of [leaderless, doubtful]) {
      expect(look(rule, group, [NAME], LOOKS + 1)).not.toContain(NAME);
    }
    expect(look(rule, waiting, [NAME])).toEqual([undefined]);
  });

  it('never asks the primary, also where it lacked log as a standby a moment ago', () => {
    const rule = new CopyRule();
    look(rule, waiting, [NAME], LOOKS - 1);
    const promoted = observedGroup(1, { ...PRIMARY, state: 'stopped' }, PRIMARY);
    expect(look(rule, promoted, [NAME], LOOKS)).not.toContain(NAME);
    expect(rule.reasons).toEqual([]);
  });

  it('says so until the standby streams, and does not ask it again meanwhile', () => {
    const rule = asked();
    for (const group of [
      copying,
      observedGroup(1, PRIMARY, { ...WAITING, state: 'stopped' }),
      waiting,
    ]) {
      expect(look(rule, group, [], LOOKS)).not.toContain(NAME);
      expect(rule.reasons).toEqual([REASON]);
    }
    look(rule, streaming, []);
    expect(rule.reasons).toEqual([]);
  });

  it('asks again after a time, where the copy is not under way and lacks log again', () => {
    let now = 0;
    const rule = asked(() => now);
    expect(look(rule, waiting, [NAME], LOOKS)).not.toContain(NAME);
    now = AGAIN_MS;
    expect(look(rule, copying, [NAME], LOOKS)).not.toContain(NAME);
    expect(look(rule, waiting, [NAME])).toEqual([NAME]);
  });

  it('asks one member of a group at a time', () => {
    const { group, nodes } = streaming;
    const third = { ...group.nodes[1], name: 'worker-1-c' } as (typeof group.nodes)[number];
    const of = (second: PatroniReport, other: PatroniReport): GroupObservation => {
      const [first, standby] = nodes;
      if (first === undefined || standby === undefined) throw new Error('no pair');
      const reports = [first, { ...standby, report: second }, { node: third, report: other }];
      return observeGroup({ ...group, nodes: [...group.nodes, third] }, reports);
    };
    const rule = new CopyRule();
    const both = [NAME, third.name];
    expect(look(rule, of(WAITING, WAITING), both, LOOKS).at(-1)).toBe(NAME);
    rule.asked(NAME);
    expect(look(rule, of(WAITING, WAITING), both, LOOKS)).not.toContain(third.name);
    expect(look(rule, of(COPYING, WAITING), [third.name], LOOKS)).not.toContain(third.name);
    expect(look(rule, of(STANDBY, WAITING), [third.name])).toEqual([third.name]);
    // Nor where Patroni makes the other one by itself.
    const fresh = new CopyRule();
    expect(look(fresh, of(COPYING, WAITING), [third.name], LOOKS)).not.toContain(third.name);
  });

  it('forgets what it saw where another manager acts', () => {
    const rule = asked();
    rule.forget();
    expect(rule.reasons).toEqual([]);
  });
});
