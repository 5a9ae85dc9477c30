import { describe, expect, it } from 'vitest';
import {
  FAILED_PROBES,
  isGone,
  isSuspect,
  reasonToWait,
  SILENCE_MS,
  type Silence,
  type StreamReport,
} from './leader-release';
import { parseSync, type LeaderState } from './leader-store';

const SILENT: Silence = { silentMs: SILENCE_MS, failedProbes: FAILED_PROBES, absentProbes: 0 };

const DEAF: StreamReport = { standby: 'worker-1-b', streaming: false, silentMs: null };

function state(leader: string | undefined, sync: object | undefined): LeaderState {
  const key = (value: string | undefined) =>
    value === undefined ? undefined : { value, revision: '7' };
  return { leader: key(leader), sync: key(sync && JSON.stringify(sync)) };
}

const HELD = state('worker-1-a', { leader: 'worker-1-a', sync_standby: 'worker-1-b' });

describe('isSuspect', () => {
  it('takes time and several failures', () => {
    expect(isSuspect(SILENT)).toBe(true);
    expect(isSuspect({ ...SILENT, silentMs: SILENCE_MS - 1 })).toBe(false);
    expect(isSuspect({ ...SILENT, failedProbes: FAILED_PROBES - 1 })).toBe(false);
  });
});

describe('isGone', () => {
  it('is what nobody answers for at its address, or what is silent for long', () => {
    expect(isGone(SILENT)).toBe(false);
    expect(isGone({ ...SILENT, absentProbes: FAILED_PROBES })).toBe(true);
    expect(isGone({ ...SILENT, silentMs: 2000 })).toBe(true);
  });
});

describe('reasonToWait', () => {
  const waits = (held: LeaderState, reports: readonly StreamReport[], silence = SILENT) =>
    reasonToWait('worker-1-a', silence, held, reports);

  it('is none when manager and synchronous standby hear nothing', () => {
    expect(waits(HELD, [DEAF])).toBeUndefined();
    expect(waits(HELD, [{ ...DEAF, streaming: true, silentMs: SILENCE_MS }])).toBeUndefined();
  });

  it('is an answer, late as it was', () => {
    expect(waits(HELD, [DEAF], { ...SILENT, silentMs: 10, failedProbes: 0 })).toContain(
      'answered lately',
    );
  });

  it('is a standby that still receives', () => {
    const report = { ...DEAF, streaming: true, silentMs: 20 };
    expect(waits(HELD, [report])).toBe('worker-1-b still hears from worker-1-a');
  });

  it.each([
    ['nobody', state('worker-1-a', { leader: 'worker-1-a', sync_standby: null })],
    ['no record', state('worker-1-a', undefined)],
    ['another leader', state('worker-1-a', { leader: 'worker-1-b', sync_standby: 'worker-1-a' })],
  ])('is a record that names %s', (_, held) => {
    expect(waits(held, [DEAF])).toContain('no standby is synchronous');
  });

  it('is that nobody else vouches, or only one that is not synchronous', () => {
    expect(waits(HELD, [])).toBe('no synchronous standby answers');
    expect(waits(HELD, [{ ...DEAF, standby: 'worker-1-c' }])).toBe(
      'no synchronous standby answers',
    );
  });

  it('is a leader key that is gone or held by another', () => {
    const sync = { leader: 'worker-1-a', sync_standby: 'worker-1-b' };
    for (const leader of [undefined, 'worker-1-b']) {
      expect(waits(state(leader, sync), [DEAF])).toContain('does not hold the leader key');
    }
  });
});

describe('parseSync', () => {
  it('reads what Patroni writes', () => {
    expect(parseSync('{"leader":"a","sync_standby":"b,c","quorum":0}')).toEqual({
      leader: 'a',
      standbys: ['b', 'c'],
    });
    expect(parseSync('{"leader":"a","sync_standby":null}')?.standbys).toEqual([]);
    expect(parseSync('{"leader":null}')).toBeUndefined();
    expect(parseSync(undefined)).toBeUndefined();
  });
});
