import { useEffect, useState } from 'preact/hooks';
import { isAtWork } from '../../../jobs/job';
import type { Job } from '../../api/jobs';
import { outcomeClass, RestoreRun } from '../backup/restore-run';
import { formatMoment } from '../base/format';
import { useStore } from '../base/store';
import { Link } from '../parts/link';
import { PageTitle } from '../parts/page-title';
import { BENCH_CHARTS, CHAOS_CHARTS } from './chart-kinds';
import { JobProgress } from './job-progress';
import { JOB_STATE, jobTone } from './job-words';
import { LiveChart } from './live-chart';
import { followJob, type LiveJob } from './live-job';
import { OutputPanel } from './output-panel';
import { StopButton } from './stop-button';

/** A job as it goes on: progress, charts, what it says; what came of it when it has ended. */
export function JobView({ job }: { readonly job: Job }) {
  const [live, setLive] = useState<LiveJob | null>(null);
  useEffect(() => {
    const followed = followJob(job.id);
    setLive(followed);
    return followed.close;
  }, [job.id]);
  const startedBy = job.startedBy === 'page' ? 'on this page' : 'on the command line';
  return (
    <>
      <div class="page-head">
        <PageTitle title={`${job.title} on ${job.stacks.join(', ')}`} />
        {isAtWork(job) && <StopButton job={job} />}
      </div>
      <p class="lead">
        Started {startedBy} at {formatMoment(job.startedAt)} UTC · <code>{job.command}</code>
      </p>
      {live !== null && (
        <>
          {job.kind === 'restore' ? (
            <section class={outcomeClass(job)}>
              <RestoreRun job={job} live={live} />
              <p class="actions">
                <Link to={{ page: 'backup' }} class="button">
                  To the backups
                </Link>
              </p>
            </section>
          ) : (
            <>
              <JobProgress job={job} live={live} />
              <Outcome job={job} live={live} />
              <div class="live-charts">
                {(job.kind === 'bench' ? BENCH_CHARTS : CHAOS_CHARTS).map((kind) => (
                  <LiveChart key={kind.title} job={live} kind={kind} />
                ))}
              </div>
            </>
          )}
          <OutputPanel job={live} id={job.id} />
        </>
      )}
    </>
  );
}

/** How it ended and what it left; nothing while it is at work. */
function Outcome({ job, live }: { readonly job: Job; readonly live: LiveJob }) {
  useStore(live.ticks);
  const { end, results } = live.record();
  const state = end?.state ?? (isAtWork(job) ? null : job.state);
  const ids = results.length > 0 ? results : job.results;
  if (state === null && ids.length === 0) return null;
  const problem = end?.problem ?? job.problem;
  return (
    <section class={`outcome ${state === null ? 'quiet' : jobTone(state)}`} role="status">
      {state !== null && (
        <h2>
          {JOB_STATE[state].charAt(0).toUpperCase() + JOB_STATE[state].slice(1)}
          {state === 'stopped' && ': what was measured is kept'}
        </h2>
      )}
      {problem !== null && <p>{problem}</p>}
      {ids.length > 0 && (
        <p>
          {ids.length === 1 ? 'Result: ' : 'Results: '}
          {ids.map((id, i) => (
            <>
              {i > 0 && ', '}
              <Link key={id} to={{ page: 'result', id }}>
                {id}
              </Link>
            </>
          ))}
        </p>
      )}
      {state !== null && (
        <p class="actions">
          {ids.length > 1 && (
            <Link to={{ page: 'compare', sides: ids }} class="button">
              Compare them
            </Link>
          )}
          <Link to={{ page: 'run' }} class="button">
            New run
          </Link>
        </p>
      )}
    </section>
  );
}
