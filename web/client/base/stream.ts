/** How a stream stands: refused is for good (no cookie, no such thing), lost comes back. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

/** First and longest wait before a stream that was closed is opened again, ms. */
const RETRY_MS = [500, 4000] as const;

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
  let source: EventSource;
  let timer = 0;
  let wait: number = RETRY_MS[0];
  let isClosed = false;

  const open = (): void => {
    source = new EventSource(path);
    let opened = 0;
    source.onopen = () => {
      wait = RETRY_MS[0];
      // The browser resumes by itself where it keeps the source.
      listener.opened?.(opened > 0);
      opened += 1;
      listener.connection('open');
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      listener.message(JSON.parse(data) as Message);
    };
    source.onerror = () => {
      listener.connection('lost');
      if (source.readyState === EventSource.CLOSED) void openAgain();
    };
  };

  // The browser gives up where the answer is no stream, and does not say what it is.
  const openAgain = async (): Promise<void> => {
    const status = await statusOf(path);
    if (isClosed) return;
    if (FINAL_STATUS.includes(status)) {
      listener.connection('refused');
      return;
    }
    timer = window.setTimeout(open, wait);
    wait = Math.min(2 * wait, RETRY_MS[1]);
  };

  listener.connection('connecting');
  open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    source.close();
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
