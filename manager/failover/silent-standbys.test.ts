import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLAN } from '../observe/observed.fixture';
import { REPLY_LIMIT_MS, SilentStandbys, type StandbyReply } from './silent-standbys';

const [group = { nodes: [] }] = PLAN.groups;
const reply = (replied: string, pid = 7): StandbyReply => ({ name: 'coordinator-b', pid, replied });

describe('SilentStandbys', () => {
  let answers = false;
  let ended: StandbyReply[] = [];
  const watch = (): SilentStandbys =>
    new SilentStandbys(group, {
      answers: () => Promise.resolve(answers),
      end: (one) => Promise.resolve(void ended.push(one)),
    });

  beforeEach(() => {
    answers = false;
    ended = [];
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Notes the same reply for as long as a standby may be silent. */
  async function silence(standbys: SilentStandbys, row = reply('12:00')): Promise<void> {
    standbys.note([row]);
    await vi.advanceTimersByTimeAsync(REPLY_LIMIT_MS);
    standbys.note([row]);
    await vi.advanceTimersByTimeAsync(0);
  }

  it('ends the stream to one that replies to nobody', async () => {
    await silence(watch());
    expect(ended).toEqual([reply('12:00')]);
  });

  it('leaves alone one that answers the question, or replies', async () => {
    answers = true;
    await silence(watch());
    answers = false;
    const standbys = watch();
    standbys.note([reply('12:00')]);
    await vi.advanceTimersByTimeAsync(REPLY_LIMIT_MS - 1);
    standbys.note([reply('12:00')]);
    standbys.note([reply('12:01')]);
    await vi.advanceTimersByTimeAsync(REPLY_LIMIT_MS - 1);
    standbys.note([reply('12:01')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toEqual([]);
  });

  it('begins to count with a new stream, and after a time in which it did not look', async () => {
    const standbys = watch();
    standbys.note([reply('12:00', 6)]);
    await vi.advanceTimersByTimeAsync(REPLY_LIMIT_MS);
    standbys.note([reply('12:00', 7)]);
    standbys.countAnew();
    await vi.advanceTimersByTimeAsync(REPLY_LIMIT_MS);
    standbys.note([reply('12:00', 7)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toEqual([]);
  });

  it('knows nothing of who streams besides', async () => {
    await silence(watch(), { ...reply('12:00'), name: 'pg_receivewal' });
    expect(ended).toEqual([]);
  });
});
