/** Signals that ask a command to end, with the exit code that shells give each: 128 + its number. */
export const STOP_SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** One of {@link STOP_SIGNALS}. */
export type StopSignal = keyof typeof STOP_SIGNALS;

/** What ends something in order, for instance by passing the signal on to a child. */
export type StopHandler = (signal: StopSignal) => void;

/** A terminal signals a command and npm at once, and npm passes on what it got: that is one, ms. */
const ECHO_MS = 500;

/** Between two looks whether the parent is still there, ms. */
const LOOK_MS = 500;

/** Signals after which the process ends at once, whatever is under way. */
const PATIENCE = 3;

const handlers = new Set<StopHandler>();
const received: { signal: StopSignal; at: number }[] = [];
/** How many programs have the terminal and take Ctrl-C for something of their own. */
let interruptOwners = 0;

/** The first signal that asked this process to end, if one has. */
export function receivedSignal(): StopSignal | undefined {
  return received[0]?.signal;
}

/**
 * Has the signals of {@link STOP_SIGNALS} end this process by way of {@link onStop}'s handlers, or at
 * once where there are none. A parent that ends without a word (npm passes on no SIGHUP, and nobody
 * SIGKILL) counts as a hang-up.
 *
 * @param ofParent whether it ends with its parent; default: if that is npm
 */
export function takeStopSignals(
  ofParent: boolean = process.env['npm_lifecycle_event'] !== undefined,
): void {
  for (const signal of Object.keys(STOP_SIGNALS) as StopSignal[]) {
    process.on(signal, () => {
      receive(signal);
    });
  }
  if (ofParent) watchParent();
}

function watchParent(): void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    if (received.length === 0) receive('SIGHUP');
  }, LOOK_MS).unref();
}

function receive(signal: StopSignal): void {
  if (signal === 'SIGINT' && interruptOwners > 0) return;
  const at = performance.now();
  if (received.some((one) => one.signal === signal && at - one.at < ECHO_MS)) return;
  received.push({ signal, at });
  const code = STOP_SIGNALS[received[0]?.signal ?? signal];
  if (handlers.size === 0 || received.length >= PATIENCE) process.exit(code);
  for (const handler of handlers) handler(signal);
}

/**
 * Calls a handler for each signal that asks this process to end; whoever adds one sees to it that
 * the process does.
 *
 * @returns what takes it away again
 */
export function onStop(handler: StopHandler): () => void {
  handlers.add(handler);
  return () => void handlers.delete(handler);
}

/**
 * Leaves Ctrl-C to a program that has the terminal, such as psql, which cancels a statement by it.
 *
 * @returns what takes it back
 */
export function leaveInterrupts(): () => void {
  interruptOwners += 1;
  return () => void (interruptOwners -= 1);
}

/**
 * An AbortSignal that the first signal aborts, so that what runs can end in order. The third ends the
 * process at once.
 *
 * @param say what is told at the first and at the second
 */
export function stopSignal(say: readonly [string, string]): AbortSignal {
  const stopping = new AbortController();
  onStop(() => {
    process.stderr.write(`${say[received.length - 1] ?? say[1]}\n`);
    stopping.abort();
  });
  return stopping.signal;
}
