import { describe, expect, it } from 'vitest';
import type { BackupJob, BaseBackup } from './agent-protocol';
import { dueBackups, type StanzaFacts } from './backup-schedule';
import { backup } from './backups.fixture';

const HOUR = 3600;
const NOW = 1000 * HOUR;
const SCHEDULE = { full: 168, differential: 24, incremental: 6 };

/** A backup that began so many hours ago. */
const ago = (hours: number, type: BaseBackup['type'] = 'full', timeline = 1): BaseBackup =>
  backup({
    ...{ type, start: NOW - hours * HOUR, stop: NOW - hours * HOUR + 60 },
    archiveStop: `0000000${timeline}0000000000000004`,
  });

function facts(stanza: string, backups: BaseBackup[], differs: Partial<StanzaFacts> = {}) {
  return { stanza, backups, job: undefined, timeline: 1, hasOpenGap: false, ...differs };
}
const job = (differs: Partial<BackupJob>): BackupJob => ({
  ...{ stanza: 'worker-1', kind: 'backup', type: 'full', state: 'failed' },
  ...{ start: NOW - 100, stop: NOW - 40, progress: null, error: 'disk full', ...differs },
});
const due = (stanzas: StanzaFacts[], schedule = SCHEDULE): string[] =>
  dueBackups(stanzas, schedule, NOW).map(({ stanza, type }) => `${stanza} ${type}`);

describe('dueBackups', () => {
  it('are full ones where there is none yet, whatever the schedule', () => {
    const stanzas = [facts('coordinator', []), facts('worker-1', [ago(1)])];
    expect(due(stanzas)).toEqual(['coordinator full']);
    expect(due(stanzas, { full: 0, differential: 0, incremental: 0 })).toEqual([
      'coordinator full',
    ]);
  });

  it.each([
    ['none', [ago(5)], []],
    ['an incremental one', [ago(7)], ['incr']],
    ['none after an incremental one', [ago(2, 'incr'), ago(7)], []],
    ['a differential one', [ago(1, 'incr'), ago(25)], ['diff']],
    ['a full one', [ago(1, 'incr'), ago(2, 'diff'), ago(169)], ['full']],
  ])('are %s', (_, backups, types) => {
    expect(due([facts('coordinator', backups)])).toEqual(
      types.map((type) => `coordinator ${type}`),
    );
  });

  it('take others along whose own is older than half the time', () => {
    expect(
      due([
        facts('coordinator', [ago(169)]),
        facts('worker-1', [ago(90)]),
        facts('worker-2', [ago(2)]),
      ]),
    ).toEqual(['coordinator full', 'worker-1 full']);
  });

  it('follow a failover and a hole, for the group alone', () => {
    expect(
      due([
        facts('coordinator', [ago(1)]),
        facts('worker-1', [ago(1)], { timeline: 2 }),
        facts('worker-2', [ago(1)], { hasOpenGap: true }),
      ]),
    ).toEqual(['worker-1 incr', 'worker-2 incr']);
    expect(due([facts('worker-1', [ago(1, 'incr', 2), ago(3)], { timeline: 2 })])).toEqual([]);
    expect(due([facts('worker-1', [ago(1)], { timeline: undefined })])).toEqual([]);
  });

  it.each([
    ['while one runs', { state: 'runs', stop: null }, false],
    ['at once after one that failed', {}, false],
    ['at once after one that was interrupted', { state: 'interrupted' }, true],
    ['as long after one that failed as it took', { stop: NOW - 60, start: NOW - 120 }, true],
    ['soon after one that failed at once', { stop: NOW - 31, start: NOW - 32 }, true],
    ['an hour after one that took days', { stop: NOW - 3600, start: 0 }, true],
  ] as const)('begin %s: %o → %s', (_, differs, begins) => {
    const stanzas = [facts('worker-1', [], { job: job(differs) })];
    expect(due(stanzas)).toEqual(begins ? ['worker-1 full'] : []);
  });
});
