import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GroupArchive } from './archive-watch';
import { ARCHIVED, restorePoint } from './backup-view.fixture';
import type { RestorePoint } from './catalogue';
import { PendingPoints } from './pending-points';

describe('PendingPoints', () => {
  let groups: Map<string, GroupArchive>;
  let doubted: string[];
  let isHeld: boolean;
  let entry: () => Promise<void>;
  let told: string[];
  let pending: PendingPoints;

  beforeEach(() => {
    groups = new Map([
      ['coordinator', ARCHIVED],
      ['worker-1', ARCHIVED],
    ]);
    doubted = [];
    isHeld = true;
    entry = () => Promise.resolve();
    told = [];
    pending = new PendingPoints({
      watch: { groups, doubtedSince: (group) => (doubted.includes(group) ? 1 : undefined) },
      isHeld: () => Promise.resolve(isHeld),
      enter: () => entry(),
      entered: ({ name }) => told.push(`${name} entered`),
      failed: (failure) => told.push(failure),
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const taken = (name: string, at = Date.now()): RestorePoint => {
    const point = restorePoint(name, at);
    pending.add(point);
    return point;
  };
  /** Settles, and gives what was told once all that it began has ended. */
  const settled = async (): Promise<string[]> => {
    pending.settle();
    await new Promise((resolve) => setImmediate(resolve));
    return told.splice(0);
  };

  it('enter a point once every group has archived its log file', async () => {
    taken('one');
    groups.set('worker-1', { ...ARCHIVED, next: '000000010000000000000008', waiting: 1 });
    expect(await settled()).toEqual([]);
    groups.delete('worker-1');
    expect(await settled()).toEqual([]);
    groups.set('worker-1', ARCHIVED);
    expect(await settled()).toEqual(['one entered']);
    expect(await settled()).toEqual([]);
  });

  it('give a point up where a group got another primary', async () => {
    taken('one');
    groups.set('worker-1', { ...ARCHIVED, timeline: 2, next: '00000002000000000000000A' });
    expect(pending.settle()).toBe(true);
    expect(told).toEqual(['one is not valid: a group got another primary before it was archived']);
  });

  it.each([
    [true, 'one entered'],
    [false, 'one is not valid: the archive lacks log that leads to it'],
  ])('look at the archive itself where a primary was doubted: %s → %s', async (held, outcome) => {
    isHeld = held;
    taken('one');
    doubted = ['worker-1'];
    groups.delete('coordinator');
    expect(await settled()).toEqual([]);
    doubted = [];
    groups.set('coordinator', ARCHIVED);
    expect(await settled()).toEqual([outcome]);
  });

  it('enter a point that is late once a repository has it, whatever the primaries say', async () => {
    groups.set('worker-1', { ...ARCHIVED, next: '000000010000000000000008', waiting: 1 });
    isHeld = false;
    taken('late', Date.now() - 21_000);
    expect(await settled()).toEqual([]);
    isHeld = true;
    // Not at once: it is a look at all that is there.
    expect(await settled()).toEqual([]);
    vi.useFakeTimers({ now: Date.now() + 5001, toFake: ['Date'] });
    expect(await settled()).toEqual(['late entered']);
  });

  it('keep a point whose entry fails', async () => {
    entry = () => Promise.reject(new Error('repository backup: no answer'));
    taken('one');
    expect(await settled()).toEqual([
      "one can't be entered in the catalogue: repository backup: no answer",
    ]);
    // Not at once: whoever does not answer would be asked all the time.
    expect(await settled()).toEqual([]);
    expect(pending.isOnItsWay).toBe(true);
  });

  it('have log files completed that writers did not fill in their time', () => {
    taken('new');
    expect(pending.unfilled).toBeUndefined();
    const old = taken('old', Date.now() - 11_000);
    expect(pending.unfilled).toBe(old);
    pending.complete(old);
    expect(pending.unfilled).toBeUndefined();
  });

  it('are full at some number', () => {
    for (let n = 0; n < 9; n += 1) taken(`point ${n}`);
    expect(pending.isFull).toBe(false);
    taken('another');
    expect(pending.isFull).toBe(true);
    pending.forget();
    expect(pending.isFull).toBe(false);
  });
});
