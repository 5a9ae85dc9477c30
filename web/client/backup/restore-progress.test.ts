import { describe, expect, it } from 'vitest';
import { UNDO_TITLE } from '../../../stack/restore/restore-steps';
import { restoreSteps, type Begun } from './restore-progress';

const START = Date.parse('2026-11-28T04:00:00Z');

const at = (second: number): string => new Date(START + second * 1000).toISOString();

const begins = (title: string, second: number): Begun => ({ title, at: at(second) });

const RUNNING = { title: 'restore to latest', state: 'running' } as const;

const told = (steps: ReturnType<typeof restoreSteps>): string[] =>
  steps.map(({ state, seconds }) => `${state}${seconds === null ? '' : ` ${seconds}`}`);

describe('restoreSteps', () => {
  it('has the time of each step, the one under way too, and those to come', () => {
    const begun = [
      begins('stop the cluster', 0),
      begins('restore the leaders', 12),
      begins('start the leaders', 30),
    ];
    expect(told(restoreSteps(RUNNING, begun, null, START + 35_000))).toEqual([
      ...['done 12', 'done 18', 'at work 5', 'to come', 'to come', 'to come'],
    ]);
  });

  it('takes what goes on within a step for part of it', () => {
    const begun = [begins('let clients in', 0), begins('wait for the cluster', 1)];
    expect(told(restoreSteps(RUNNING, begun, null, START + 9000)).slice(3, 4)).toEqual([
      'at work 9',
    ]);
  });

  it('says which step failed, and which an earlier attempt has done', () => {
    const begun = [begins('start the other nodes', 0)];
    const end = { state: 'failed', at: at(3) } as const;
    expect(told(restoreSteps(RUNNING, begun, end, START + 99_000))).toEqual([
      ...['before', 'before', 'before', 'before', 'failed 3', 'to come'],
    ]);
  });

  it('has all done at the end', () => {
    const begun = [begins('stop the cluster', 0), begins('wait for the other nodes', 50)];
    const end = { state: 'finished', at: at(60) } as const;
    expect(told(restoreSteps(RUNNING, begun, end, 0)).at(-1)).toBe('done 10');
  });

  it('has steps of its own on the way back', () => {
    const begun = [begins('stop the cluster', 0), begins('put the old data back', 4)];
    const undo = { ...RUNNING, title: UNDO_TITLE };
    expect(told(restoreSteps(undo, begun, null, START + 5000))).toEqual([
      ...['done 4', 'at work 1', 'to come'],
    ]);
  });

  it('has nothing at work where its process is gone', () => {
    const begun = [begins('stop the cluster', 0)];
    const lost = { ...RUNNING, state: 'lost' } as const;
    expect(told(restoreSteps(lost, begun, { state: 'lost', at: at(2) }, 0))[0]).toBe('failed 2');
  });
});
