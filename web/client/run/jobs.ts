import { useMemo } from 'preact/hooks';
import type { Job, JobList } from '../../api/jobs';
import { paths } from '../../api/paths';
import { useLoaded, type Loaded } from '../base/loaded';
import { feed } from '../base/server';
import { useStore } from '../base/store';

/** Jobs at work as they are told, then those that ended lately, which are asked for when one ends. */
export function useJobs(): { readonly jobs: readonly Job[]; readonly loaded: Loaded<JobList> } {
  const running = useStore(feed, (value) => value.running);
  const elsewhere = useStore(feed, (value) => value.elsewhere);
  const ids = useMemo(
    () => [...(running ?? []).map(({ id }) => id), ...elsewhere.map(({ job }) => job)].join(),
    [running, elsewhere],
  );
  const loaded = useLoaded<JobList>(paths.jobs, ids);
  const now = running ?? [];
  const others = (loaded.value?.jobs ?? []).filter(({ id }) => !now.some((job) => job.id === id));
  return { jobs: [...now, ...others], loaded };
}
