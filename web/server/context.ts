import { dirname, join } from 'node:path';
import { ClusterWatch } from './cluster-watch';
import { EventStreams } from './event-streams';
import { HelperClient } from './helper-client';
import { Jobs } from './jobs';
import { LineCache } from './line-cache';
import { News } from './news';
import { ResultsListing } from './results-listing';
import type { ServerSettings } from './settings';

/** What the routes work with. */
export interface Context {
  readonly settings: ServerSettings;
  readonly helper: HelperClient;
  readonly jobs: Jobs;
  readonly listing: ResultsListing;
  readonly news: News;
  readonly streams: EventStreams;
  /** Of a stack that has a configuration file; others must not be asked for. */
  readonly watchOf: (stack: string) => ClusterWatch;
  readonly close: () => void;
}

/** Puts the server's parts together. */
export function createContext(settings: ServerSettings): Context {
  const helper = new HelperClient(settings.helper, settings.root);
  const jobs = new Jobs(settings.results, settings.root);
  const listing = new ResultsListing(
    settings.results,
    helper,
    new LineCache(join(dirname(settings.helper), 'lists'), settings.results, settings.helper),
  );
  const news = new News({
    running: () => jobs.running(),
    elsewhere: () => jobs.elsewhere(),
    resultsVersion: () => listing.version(),
  });
  const streams = new EventStreams();
  const watches = new Map<string, ClusterWatch>();
  return {
    ...{ settings, helper, jobs, listing, news, streams },
    watchOf: (stack) => {
      const known = watches.get(stack);
      if (known !== undefined) return known;
      const watch = new ClusterWatch(() => helper.call('clusterState', stack));
      watches.set(stack, watch);
      return watch;
    },
    close: () => {
      for (const watch of watches.values()) watch.close();
      news.close();
      streams.endAll();
      helper.close();
    },
  };
}
