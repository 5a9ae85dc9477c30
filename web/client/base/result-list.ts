import { useEffect, useRef } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { ResultList } from '../../api/results';
import { useLoaded, type Loaded } from './loaded';
import { feed } from './server';
import { useStore } from './store';

/** Between two questions for a list that the server is still reading, ms. */
const READING_MS = 500;

/**
 * The list of results, asked for again until all of it is read, and once more where it was asked for
 * before the stream was open: what came between the two nobody tells.
 */
export function useResultList(version: unknown = 0): Loaded<ResultList> {
  const loaded = useLoaded<ResultList>(paths.results, version);
  const { value, reload } = loaded;
  useEffect(() => {
    if (value === null || value.unread === 0) return undefined;
    const timer = setTimeout(reload, READING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [value, reload]);
  const isOpen = useStore(feed, ({ connection }) => connection === 'open');
  const isEarly = useRef(!isOpen);
  useEffect(() => {
    if (value === null || !isOpen || !isEarly.current) return;
    isEarly.current = false;
    reload();
  }, [value, isOpen, reload]);
  return loaded;
}
