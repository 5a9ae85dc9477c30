import { describe, expect, it } from 'vitest';
import { backupLines, formatAge } from './backup-lines';
import { formatMoment } from './moment';
import type { ListedBackups } from './read-backups';

const NOW = Date.UTC(2026, 10, 27, 22);
const EMPTY: ListedBackups = {
  ...{ stack: 'dev', window: null, points: [] },
  repositories: [
    { ...{ name: 'backup', sets: [], gaps: {}, jobs: [] }, bytesUsed: null, bytesFree: null },
  ],
};

describe('backupLines', () => {
  it('says that nothing can be restored yet', () => {
    const text = backupLines(EMPTY, NOW);
    expect(text).toContain('stack "dev" can\'t be restored yet');
    expect(text).toContain('repository backup\nno backup');
  });

  it('tells the window, points, sets, gaps and what is at work', () => {
    const [from, to] = [NOW - 86_400_000, NOW - 30_000];
    const text = backupLines(
      {
        ...EMPTY,
        window: { from, to },
        points: [{ name: 'p-1', at: to, widthMs: 12 }],
        repositories: [
          {
            ...{ name: 'backup', bytesUsed: 1024, bytesFree: 2048 },
            sets: [
              {
                ...{ type: 'full', start: from, stop: from, bytes: 4096, repositoryBytes: 1024 },
                ...{ lacks: ['worker-2'], damaged: true },
              },
            ],
            gaps: { 'worker-1': ['000000010000000000000005'] },
            jobs: [
              {
                ...{ stanza: 'coordinator', kind: 'backup', type: 'incr', state: 'runs' },
                ...{ start: 0, stop: null, progress: 0.4, error: null },
              },
            ],
          },
        ],
      },
      NOW,
    );
    expect(text).toContain(`from ${formatMoment(from)} to ${formatMoment(to)} (30.0 s ago)`);
    expect(text).toMatch(/^p-1 .* 30\.0 s +12 ms$/m);
    expect(text).toMatch(/full +4\.0 KiB +1\.0 KiB +24 h +lacks worker-2, damaged$/m);
    expect(text).toContain('gap in the log of worker-1: 000000010000000000000005');
    expect(text).toContain('incr backup of coordinator under way, 40 %');
    expect(text).toContain('repository backup: 1.0 KiB used, 2.0 KiB free');
  });
});

describe('formatAge', () => {
  it.each([
    [-5, '0 ms'],
    [90_000, '1 min 30 s'],
    [5 * 3_600_000, '5 h'],
    [76 * 3_600_000, '3 d 4 h'],
  ])('%d ms are %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });
});
