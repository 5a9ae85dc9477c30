import { useEffect } from 'preact/hooks';
import { replace } from '../base/navigation';
import { feed, selectedStack } from '../base/server';
import { useStore } from '../base/store';
import { PageTitle } from '../parts/page-title';
import { Failure, Loading } from '../parts/states';
import { BusyElsewhere } from './busy-elsewhere';
import { JobHistory } from './job-history';
import { JobView } from './job-view';
import { useJobs } from './jobs';
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
  const { jobs, loaded } = useJobs();
  const { value, failure, reload } = loaded;
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
