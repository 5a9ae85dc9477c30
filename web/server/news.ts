import type { Job } from '../../benchmark/live/job';
import type { ClusterMessage } from '../api/cluster';

/** Between two looks, ms. */
const LOOK_MS = 1000;

type NewsMessage = Extract<ClusterMessage, { readonly type: 'jobs' | 'results' }>;

/** What is looked at. */
export interface NewsSources {
  readonly running: () => readonly Job[];
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
    listener({ type: 'jobs', running: JSON.parse(this.jobs) as Job[] });
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
    const jobs = JSON.stringify(this.sources.running());
    if (jobs !== this.jobs) {
      this.jobs = jobs;
      this.tell({ type: 'jobs', running: JSON.parse(jobs) as Job[] });
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
