import type { Job } from '../../api/jobs';
import { formatMoment, formatSeconds } from '../base/format';
import { Link } from '../parts/link';
import { JOB_STATE, jobTone } from './job-words';

/** What ran lately, and what came of it. */
export function JobHistory({ jobs }: { readonly jobs: readonly Job[] }) {
  if (jobs.length === 0) return null;
  return (
    <section class="history">
      <h2>Lately</h2>
      <p class="note">Of this page and of the command line; UTC.</p>
      <ul>
        {jobs.slice(0, 10).map((job) => (
          <li key={job.id}>
            <span class={`word ${jobTone(job.state)}`}>{JOB_STATE[job.state]}</span>
            <span>
              <Link to={{ page: 'run', job: job.id }}>{job.title}</Link> on {job.stacks.join(', ')}
            </span>
            <span class="muted">
              {formatMoment(job.startedAt)}
              {job.endedAt !== null && `, ${formatSeconds(secondsOf(job.startedAt, job.endedAt))}`}
            </span>
            <span>
              {job.results.slice(-3).map((id) => (
                <Link key={id} to={{ page: 'result', id }}>
                  result
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function secondsOf(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
