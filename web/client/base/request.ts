import type { Job } from '../../api/jobs';
import type { Problem } from '../../api/problem';

/** A request that was not answered as asked. */
export class RequestFailure extends Error {
  constructor(
    /** HTTP status; 0 where the server did not answer at all. */
    readonly status: number,
    message: string,
    /** What to do about it. */
    readonly remedy: string | null,
    /** What runs already, of a start that was refused for it. */
    readonly running: Job | null = null,
  ) {
    super(message);
  }
}

/** What to do where the cookie is missing or of an older server. */
export const OPEN_AGAIN = 'open the address that `npm run ui` printed';

/** Until what was not answered is asked for once more, ms. */
const AGAIN_MS = 1000;

/** @throws RequestFailure */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, { ...(signal && { signal }) })).json() as Promise<T>;
}

/** @throws RequestFailure */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await ask(path, { ...(signal && { signal }) })).text();
}

/** @throws RequestFailure */
export async function sendJson<T>(
  method: 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await ask(path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  return response.json() as Promise<T>;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init).catch(async (error: unknown) => {
      // A browser gives up what it asks for when the machine's networks change, which containers that
      // come and go do. To read twice does no harm.
      if (init.method !== undefined || init.signal?.aborted === true) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return fetch(path, init);
    });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new RequestFailure(0, 'the server does not answer', 'start it again with `npm run ui`');
  }
  if (response.ok) return response;
  throw await failureOf(response);
}

async function failureOf(response: Response): Promise<RequestFailure> {
  const { status } = response;
  try {
    const { error, remedy, running } = (await response.json()) as Problem;
    return new RequestFailure(status, error, remedy, running ?? null);
  } catch {
    const remedy = status === 401 || status === 403 ? OPEN_AGAIN : null;
    return new RequestFailure(status, `the server answered with status ${status}`, remedy);
  }
}

/** Any error as one that can be shown. */
export function asFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  return new RequestFailure(0, error instanceof Error ? error.message : String(error), null);
}
