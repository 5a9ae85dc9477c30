/**
 * Whether a server answers at all, so that a download that can't work is not waited for.
 *
 * @param limitMs how long it may take, ms
 */
export async function isReachable(url: string, limitMs = 4000): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(limitMs) });
    return true;
  } catch {
    return false;
  }
}
