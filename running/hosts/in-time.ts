/**
 * An engine's answer, or an error after a while: a host that swallows packets never answers at all.
 *
 * @param ask is handed a signal that ends the request, whose connection would keep the process alive for
 *   the two minutes in which TCP gives up; dockerode takes it as `abortSignal`
 * @throws Error after `limitMs`, or what the answer throws
 */
export async function inTime<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
): Promise<T> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limitMs / 1000} s`));
      ending.abort();
    }, limitMs);
  });
  const answer = ask(ending.signal);
  // What it says once it was given up is nobody's concern.
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
