import type { ClusterMessage, StackList } from '../../api/cluster';
import { paths } from '../../api/paths';
import { applyMessage, NO_FEED } from './cluster-feed';
import { asFailure, getJson, type RequestFailure } from './request';
import { Store } from './store';
import { openStream } from './stream';

/** Between two questions for the stacks while the server does not answer, ms. */
const ASK_AGAIN_MS = 2000;

/** Stacks and the chosen one; null until the server has told. */
export const stacks = new Store<StackList | null>(null);

/** Why there are no stacks, if that is so. */
export const stacksFailure = new Store<RequestFailure | null>(null);

/** Name of the stack that the page shows; null until it is known. */
export const selectedStack = new Store<string | null>(null);

/** What the server tells of that stack, and of jobs and results. */
export const feed = new Store(NO_FEED);

/** Asks for the stacks, and follows the chosen one from then on. */
export async function connect(): Promise<void> {
  selectedStack.follow(followStack);
  await loadStacks();
}

/** Asks for the stacks again, e.g. because one may have been brought up. */
export async function loadStacks(): Promise<void> {
  try {
    const list = await getJson<StackList>(paths.stacks);
    stacks.set(list);
    stacksFailure.set(null);
    const names = list.stacks.map(({ name }) => name);
    const wanted = new URLSearchParams(location.search).get('stack') ?? stored();
    if (selectedStack.value === null) {
      selectedStack.set(wanted !== null && names.includes(wanted) ? wanted : list.selected);
    }
  } catch (error) {
    const failure = asFailure(error);
    stacksFailure.set(failure);
    if (failure.status === 0) setTimeout(() => void loadStacks(), ASK_AGAIN_MS);
  }
}

const KEY = 'stack';

function stored(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Shows another stack. */
export function selectStack(name: string): void {
  sessionStorage.setItem(KEY, name);
  selectedStack.set(name);
}

let closeStream = (): void => undefined;

function followStack(stack: string | null): void {
  closeStream();
  if (stack === null) return;
  // Events and state are another stack's; the jobs are of all.
  feed.set({ ...feed.value, state: null, events: [] });
  closeStream = openStream<ClusterMessage>(paths.stackEvents(stack), {
    opened: () => {
      if (!['lost', 'resting'].includes(feed.value.connection)) return;
      // What changed while nobody listened is not told.
      feed.set({ ...feed.value, resultsVersion: feed.value.resultsVersion + 1 });
      void loadStacks();
    },
    message: (message) => {
      feed.set(applyMessage(feed.value, message));
    },
    connection: (connection) => {
      feed.set({ ...feed.value, connection });
    },
  });
}
