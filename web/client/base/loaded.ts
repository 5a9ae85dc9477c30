import { useCallback, useEffect, useState } from 'preact/hooks';
import { asFailure, getJson, type RequestFailure } from './request';

/** Something that is asked from the server. */
export interface Loaded<T> {
  /** What it answered last; still there while it is asked again. */
  readonly value: T | null;
  readonly failure: RequestFailure | null;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly reload: () => void;
}

/**
 * Asks for a document, and again when its path or version changes.
 *
 * @param path null for nothing
 */
export function useLoaded<T>(path: string | null, version: unknown = 0): Loaded<T> {
  const [answer, setAnswer] = useState<{ path: string; value: T } | null>(null);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const [isLoading, setLoading] = useState(path !== null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    const abort = new AbortController();
    setLoading(true);
    getJson<T>(path, abort.signal)
      .then(
        (value) => {
          setAnswer({ path, value });
          setFailure(null);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setFailure(asFailure(error));
        },
      )
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => {
      abort.abort();
    };
  }, [path, version, times]);
  const reload = useCallback(() => {
    setTimes((before) => before + 1);
  }, []);
  const value = answer !== null && answer.path === path ? answer.value : null;
  return { value, failure, isLoading, reload };
}
