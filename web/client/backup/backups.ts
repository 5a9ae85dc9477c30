import { useEffect } from 'preact/hooks';
import type { Backups } from '../../api/backups';
import { paths } from '../../api/paths';
import { useLoaded, type Loaded } from '../base/loaded';

/** Between two looks into the repositories, while something is at work there and else, ms. */
const BUSY_MS = 3000;
const QUIET_MS = 20_000;

/**
 * What can be restored, asked for again while somebody looks.
 *
 * @param version another one when it is likely to have changed
 */
export function useBackups(stack: string, version: unknown): Loaded<Backups> {
  const loaded = useLoaded<Backups>(paths.backups(stack), version);
  const { value, isLoading, reload } = loaded;
  const isBusy = value?.repositories.some(({ jobs }) => jobs.some(({ state }) => state === 'runs'));
  const waitMs = isBusy === true ? BUSY_MS : QUIET_MS;
  useEffect(() => {
    if (isLoading) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, waitMs);
    return () => {
      clearInterval(timer);
    };
  }, [isLoading, waitMs, reload]);
  return loaded;
}
