import type { Job } from '../../jobs/job';
import type { StackUse } from '../../jobs/stack-use';
import type { ClusterMessage } from '../api/cluster';

/** Between two looks, ms. */
const LOOK_MS = 1000;

type JobsMessage = Extract<ClusterMessage, { readonly type: 'jobs' }>;
type NewsMessage = JobsMessage | Extract<ClusterMessage, { readonly type: 'results' }>;

/** What is looked at. */
export interface NewsSources {
  readonly running: () => readonly Job[];
  readonly elsewhere: () => readonly StackUse[];
  /** Another value when the list of results is another one. */
  readonly resultsVersion: () => string;
}

/** Looks for jobs and results while somebody wants to know, and tells what changes. */
export class News {
  private readonly listeners = new Set<(message: NewsMessage) => void>();
  private timer: NodeJS.Timeout | undefined;
  private jobs = '';
  private results: string | undefined;

  constructor(private readonly sources: NewsSources) {}

  /** Tells the jobs, then whatever changes. @returns ends it */
  listen(listener: (message: NewsMessage) => void): () => void {
    this.look();
    listener(JSON.parse(this.jobs) as JobsMessage);
    this.listeners.add(listener);
    this.timer ??= setInterval(() => {
      this.look();
    }, LOOK_MS);
    this.timer.unref();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  }

  /** Looks at once, e.g. because something was changed here. */
  look(): void {
    const message: JobsMessage = {
      type: 'jobs',
      running: this.sources.running(),
      elsewhere: this.sources.elsewhere(),
    };
    const jobs = JSON.stringify(message);
    if (jobs !== this.jobs) {
      this.jobs = jobs;
      this.tell(message);
    }
    const results = this.sources.resultsVersion();
    if (results !== this.results) {
      const isFirst = this.results === undefined;
      this.results = results;
      if (!isFirst) this.tell({ type: 'results' });
    }
  }

  /** Tells that what is said of a result has changed. */
  resultsChanged(): void {
    this.tell({ type: 'results' });
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(message: NewsMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
