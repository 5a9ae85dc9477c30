import type { JobMessage } from '../../api/live';
import { paths } from '../../api/paths';
import { Store } from '../base/store';
import { openStream, type Connection } from '../base/stream';
import { JobRecord } from './job-record';

/** Least time between two looks at the record, ms: charts are drawn once a second. */
const TICK_MS = 1000;

/** Wait for what comes at once, as the lines before do on opening, ms. */
const GATHER_MS = 60;

/** A job that is being followed. */
export interface LiveJob {
  /** What was told so far; another object when it is told from the beginning. */
  readonly record: () => JobRecord;
  /** Grows when the record has, at most once a second. */
  readonly ticks: Store<number>;
  readonly connection: Store<Connection>;
  readonly close: () => void;
}

/** Follows a job that runs or has ended. */
export function followJob(id: string): LiveJob {
  let record = new JobRecord();
  const ticks = new Store(0);
  const connection = new Store<Connection>('connecting');
  let timer = 0;
  let lastTick = 0;

  const look = (): void => {
    timer = 0;
    lastTick = performance.now();
    ticks.set(ticks.value + 1);
  };
  const changed = (): void => {
    if (timer !== 0) return;
    const wait = Math.max(GATHER_MS, lastTick + TICK_MS - performance.now());
    timer = window.setTimeout(look, wait);
  };

  const closeStream = openStream<JobMessage>(paths.jobEvents(id), {
    opened: (isResumed) => {
      if (!isResumed) record = new JobRecord();
    },
    message: (line) => {
      record.add(line);
      changed();
      // The server has no more to tell, and the browser would ask again.
      if (line.type === 'end') closeStream();
    },
    connection: (value) => {
      connection.set(value);
    },
  });

  return {
    record: () => record,
    ticks,
    connection,
    close: () => {
      clearTimeout(timer);
      closeStream();
    },
  };
}
