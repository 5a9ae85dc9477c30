/**
 * A signal that Ctrl-C (or SIGTERM) aborts, so that what runs can end in order. The third ends the
 * process at once.
 *
 * @param say what is told at the first and at the second; undefined for nothing
 */
export function stopSignal(say: readonly [string | undefined, string | undefined]): AbortSignal {
  const stopping = new AbortController();
  let interrupts = 0;
  const stop = (): void => {
    const text = say[interrupts];
    interrupts += 1;
    stopping.abort();
    if (interrupts > 2) process.exit(130);
    if (text !== undefined) process.stderr.write(`${text}\n`);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return stopping.signal;
}
