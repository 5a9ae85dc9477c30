import { formatTime } from '../base/format';
import type { RequestFailure } from '../base/request';
import { Link } from './link';
import { Remedy, sentence } from './states';

/** Why something was not done; where it is for a job at work, a way to watch that. */
export function Refusal({ failure }: { readonly failure: RequestFailure }) {
  const { message, remedy, running } = failure;
  return (
    <div class="refusal" role="alert">
      <p>{sentence(message)}</p>
      <Remedy text={remedy} />
      {running !== null && (
        <p>
          <b>{running.title}</b> runs since {formatTime(running.startedAt)} UTC, started{' '}
          {running.startedBy === 'page' ? 'on this page' : 'on the command line'}.{' '}
          <Link to={{ page: 'run', job: running.id }}>Watch it</Link>
        </p>
      )}
    </div>
  );
}
