/** The HTTP status with which the Docker engine refused a request, if that is what the error is. */
export function engineStatus(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** True if the engine says that the thing asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return engineStatus(error) === 404;
}

/** What the engine said, without dockerode's prefix. */
export function engineMessage(error: unknown): string {
  const told = (error as { json?: { message?: unknown } }).json?.message;
  if (typeof told === 'string') return told;
  return error instanceof Error ? error.message : String(error);
}

/** The value, or undefined if the engine says that it does not exist. */
export async function orGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
