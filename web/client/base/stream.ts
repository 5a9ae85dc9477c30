/**
 * How a stream stands: refused is for good (no cookie, no such thing), lost comes back, and one that
 * rests does so when the reader does.
 */
export type Connection = 'connecting' | 'open' | 'resting' | 'lost' | 'refused';

/** First and longest wait before a stream that was closed is opened again, ms. */
const RETRY_MS = [500, 4000] as const;

/**
 * How long a stream goes on in a tab that nobody looks at, ms: a browser has six connections to a
 * server, and each open stream takes one from all tabs.
 */
const HIDDEN_MS = 10_000;

/** Answers that another try does not change. */
const FINAL_STATUS = [401, 403, 404];

/** Who listens to a stream. */
export interface StreamListener<Message> {
  /** A new connection begins with the first message there is. */
  readonly opened?: (isResumed: boolean) => void;
  readonly message: (message: Message) => void;
  readonly connection: (connection: Connection) => void;
}

/**
 * Follows an event stream of JSON messages until it is closed, over lost connections.
 *
 * @returns closes it
 */
export function openStream<Message>(path: string, listener: StreamListener<Message>): () => void {
  let source: EventSource | undefined;
  let retryTimer = 0;
  let restTimer = 0;
  let wait: number = RETRY_MS[0];
  let isClosed = false;

  const open = (): void => {
    source?.close();
    const opening = new EventSource(path);
    source = opening;
    let opened = 0;
    opening.onopen = () => {
      wait = RETRY_MS[0];
      // The browser resumes by itself where it keeps the source.
      listener.opened?.(opened > 0);
      opened += 1;
      listener.connection('open');
    };
    opening.onmessage = ({ data }: MessageEvent<string>) => {
      listener.message(JSON.parse(data) as Message);
    };
    opening.onerror = () => {
      listener.connection('lost');
      if (opening.readyState === EventSource.CLOSED) void openAgain(opening);
    };
  };

  // The browser gives up where the answer is no stream, and does not say what it is.
  const openAgain = async (after: EventSource): Promise<void> => {
    const status = await statusOf(path);
    // It may rest by now, or be open again because the reader is back.
    if (isClosed || source !== after) return;
    if (FINAL_STATUS.includes(status)) {
      listener.connection('refused');
      return;
    }
    retryTimer = window.setTimeout(open, wait);
    wait = Math.min(2 * wait, RETRY_MS[1]);
  };

  const rest = (): void => {
    clearTimeout(retryTimer);
    source?.close();
    source = undefined;
    listener.connection('resting');
  };
  const look = (): void => {
    clearTimeout(restTimer);
    if (document.hidden) {
      restTimer = window.setTimeout(rest, HIDDEN_MS);
    } else if (source === undefined || source.readyState === EventSource.CLOSED) {
      clearTimeout(retryTimer);
      open();
    }
  };
  document.addEventListener('visibilitychange', look);

  listener.connection('connecting');
  open();
  // The reader may have gone before, or never have looked.
  look();
  return () => {
    isClosed = true;
    document.removeEventListener('visibilitychange', look);
    clearTimeout(restTimer);
    clearTimeout(retryTimer);
    source?.close();
  };
}

async function statusOf(path: string): Promise<number> {
  const abort = new AbortController();
  try {
    return (await fetch(path, { signal: abort.signal })).status;
  } catch {
    return 0;
  } finally {
    // A stream has no end to wait for.
    abort.abort();
  }
}
