import type { StackUse } from '../../api/jobs';
import { formatTime } from '../base/format';
import { Link } from '../parts/link';
import { Notice } from '../parts/states';

/** Why a stack takes no run now: what has it is no run of the results that the page shows. */
export function BusyElsewhere({ use }: { readonly use: StackUse }) {
  const { stack, title, startedAt, pid, job, results } = use;
  return (
    <div role="status">
      <Notice title={`Stack “${stack}” is in use`}>
        <p>
          <b>{title}</b> runs on it since {formatTime(startedAt)} UTC (process {pid}). Another run
          has to wait until it has ended.
        </p>
        {results !== null && (
          <p>
            Its results go to <code>{results}</code>, which is not the folder that this page shows.
          </p>
        )}
        {job !== null && (
          <p class="actions">
            <Link to={{ page: 'run', job }} class="button">
              Watch it
            </Link>
          </p>
        )}
      </Notice>
    </div>
  );
}
