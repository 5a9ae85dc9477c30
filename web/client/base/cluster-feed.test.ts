import { describe, expect, it } from 'vitest';
import type { ClusterEvent, ClusterMessage } from '../../api/cluster';
import { applyMessage, NO_FEED } from './cluster-feed';

const event = (second: number, text = `event ${second}`): ClusterEvent => ({
  at: new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString(),
  stack: 'dev',
  kind: 'node',
  tone: 'neutral',
  text,
});

const after = (...events: readonly ClusterEvent[]): readonly string[] =>
  events
    .map((one): ClusterMessage => ({ type: 'event', event: one }))
    .reduce(applyMessage, NO_FEED)
    .events.map(({ text }) => text);

describe('what the server tells', () => {
  it('keeps events newest first, whatever their order', () => {
    expect(after(event(1), event(3), event(2))).toEqual(['event 3', 'event 2', 'event 1']);
  });

  it('takes an event that comes again as the same, and two of one moment as two', () => {
    expect(after(event(1), event(2), event(1), event(2, 'other'))).toEqual([
      'other',
      'event 2',
      'event 1',
    ]);
  });

  it('keeps the newest 200', () => {
    const many = after(...Array.from({ length: 250 }, (_, i) => event(i)));
    expect(many).toHaveLength(200);
    expect(many[0]).toBe('event 249');
  });

  it('counts changes of the list of results', () => {
    expect(applyMessage(NO_FEED, { type: 'results' }).resultsVersion).toBe(1);
  });
});
