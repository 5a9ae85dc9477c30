import { afterEach, describe, expect, it, vi } from 'vitest';
import { noteAnswer, noteSilence, orderOfAsking } from './silent-hosts';

const HOSTS = ['a:1', 'b:1', 'c:1'];

describe('the order in which hosts are asked', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    HOSTS.forEach(noteAnswer);
  });

  const later = (ms: number): void => {
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + ms);
  };

  it('is that of the list', () => {
    expect(orderOfAsking(HOSTS)).toEqual(HOSTS);
  });

  it('leaves out a silent one for some seconds, then has it last until it answers', () => {
    noteSilence('a:1');
    expect(orderOfAsking(HOSTS)).toEqual(['b:1', 'c:1']);
    later(6000);
    expect(orderOfAsking(HOSTS)).toEqual(['b:1', 'c:1', 'a:1']);
    noteAnswer('a:1');
    expect(orderOfAsking(HOSTS)).toEqual(HOSTS);
  });

  it('leaves out nobody where all are silent', () => {
    HOSTS.forEach(noteSilence);
    expect(orderOfAsking(HOSTS)).toEqual(HOSTS);
  });
});
