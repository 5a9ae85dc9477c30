import { useEffect, useMemo } from 'preact/hooks';
import type { Job, JobList } from '../../api/jobs';
import { paths } from '../../api/paths';
import { useLoaded } from '../base/loaded';
import { replace } from '../base/navigation';
import { feed, selectedStack } from '../base/server';
import { useStore } from '../base/store';
import { PageTitle } from '../parts/page-title';
import { Failure, Loading } from '../parts/states';
import { BusyElsewhere } from './busy-elsewhere';
import { JobHistory } from './job-history';
import { JobView } from './job-view';
import { RunForm } from './run-form';
import { UnknownJob } from './unknown-job';

/**
 * Starts a benchmark, or shows a job.
 *
 * @param props.job its id; null for the one at work, else the form
 */
export function RunPage({ job: wanted }: { readonly job: string | null }) {
  const stack = useStore(selectedStack);
  const running = useStore(feed, (value) => value.running);
  const elsewhere = useStore(feed, (value) => value.elsewhere);
  // The list of those that ended changes when one ends.
  const ids = useMemo(
    () => [...(running ?? []).map(({ id }) => id), ...elsewhere.map(({ job }) => job)].join(),
    [running, elsewhere],
  );
  const { value, failure, reload } = useLoaded<JobList>(paths.jobs, ids);
  const jobs = merged(running, value);
  const shown =
    jobs.find(({ id }) => id === wanted) ??
    (wanted === null ? running?.find(({ stacks }) => stacks.includes(stack ?? '')) : undefined);
  const found = wanted === null ? shown?.id : undefined;
  useEffect(() => {
    // The address names it, so that it is still shown when it has ended.
    if (found !== undefined) replace({ page: 'run', job: found });
  }, [found]);

  if (wanted !== null && shown === undefined) {
    return (
      <>
        <PageTitle title="Run" />
        {failure !== null ? (
          <Failure what="This run" failure={failure} retry={reload} />
        ) : value === null ? (
          <Loading what="the run" />
        ) : (
          <UnknownJob id={wanted} />
        )}
      </>
    );
  }
  if (shown !== undefined) return <JobView key={shown.id} job={shown} />;
  const busy = elsewhere.find((use) => use.stack === stack);
  return (
    <>
      <PageTitle title="Run a benchmark" />
      {busy !== undefined && <BusyElsewhere use={busy} />}
      {stack === null ? <Loading what="the form" lines={6} /> : <RunForm stack={stack} />}
      <JobHistory jobs={jobs.filter(({ id }) => !elsewhere.some(({ job }) => job === id))} />
    </>
  );
}

/** Those at work as they are told, those that ended as they were asked for. */
function merged(running: readonly Job[] | null, list: JobList | null): readonly Job[] {
  const now = running ?? [];
  const others = (list?.jobs ?? []).filter(({ id }) => !now.some((job) => job.id === id));
  return [...now, ...others];
}
