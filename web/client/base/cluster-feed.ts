import type { ClusterEvent, ClusterMessage, ClusterState } from '../../api/cluster';
import type { Job, StackUse } from '../../api/jobs';
import type { Connection } from './stream';

/** Events that are kept. */
const MOST_EVENTS = 200;

/** What the server tells without being asked. */
export interface ClusterFeed {
  readonly connection: Connection;
  /** Null until it is told. */
  readonly state: ClusterState | null;
  /** Newest first. */
  readonly events: readonly ClusterEvent[];
  /** Jobs of the results folder at work, on any stack; null until they are told. */
  readonly running: readonly Job[] | null;
  /** What else has a stack: jobs of other results folders, and work that is no job. */
  readonly elsewhere: readonly StackUse[];
  /** Another number when the list of results is another one. */
  readonly resultsVersion: number;
}

/** Before anything was told. */
export const NO_FEED: ClusterFeed = {
  connection: 'connecting',
  state: null,
  events: [],
  running: null,
  elsewhere: [],
  resultsVersion: 0,
};

/** The feed after a message. */
export function applyMessage(feed: ClusterFeed, message: ClusterMessage): ClusterFeed {
  switch (message.type) {
    case 'state':
      return { ...feed, state: message.state };
    case 'event':
      return { ...feed, events: withEvent(feed.events, message.event) };
    case 'jobs':
      return { ...feed, running: message.running, elsewhere: message.elsewhere };
    case 'results':
      return { ...feed, resultsVersion: feed.resultsVersion + 1 };
  }
}

/** An event that comes again, after a lost connection, is the same. */
function withEvent(events: readonly ClusterEvent[], event: ClusterEvent): readonly ClusterEvent[] {
  if (events.some(({ at, text }) => at === event.at && text === event.text)) return events;
  const place = events.findIndex(({ at }) => at <= event.at);
  const next = [...events];
  next.splice(place === -1 ? events.length : place, 0, event);
  return next.slice(0, MOST_EVENTS);
}
