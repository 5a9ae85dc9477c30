import { useEffect, useState } from 'preact/hooks';
import { isAtWork } from '../../../jobs/job';
import type { Job } from '../../api/jobs';
import { formatSeconds } from '../base/format';
import { useStore } from '../base/store';
import type { RunLine } from '../../../jobs/journal-line';
import type { LiveJob } from './live-job';

/** Where a job is, and how long it still takes. */
export function JobProgress({ job, live }: { readonly job: Job; readonly live: LiveJob }) {
  useStore(live.ticks);
  const { progress, begun, isStopping, end } = live.record();
  const announced = useAnnounced(progress?.title ?? '');
  if (end !== null || !isAtWork(job)) {
    return begun?.type === 'run' ? <p class="note load">{loadWords(begun)}</p> : null;
  }
  const share = progress?.share ?? null;
  const title = isStopping
    ? 'Stopping: what was measured is kept'
    : (progress?.title ?? 'Starting');
  return (
    <section class="progress" aria-label="Progress">
      <div class="progress-line">
        <b>{title}</b>
        <span class="muted">{progress?.text}</span>
        <span class="left">
          {progress?.leftS == null ? '' : `${formatSeconds(progress.leftS)} left`}
        </span>
      </div>
      {share === null ? (
        <progress aria-label="Share done, unknown" />
      ) : (
        <progress aria-label="Share done" max={1} value={share} />
      )}
      {begun?.type === 'run' && <p class="note load">{loadWords(begun)}</p>}
      <p class="for-readers" role="status">
        {announced}
      </p>
    </section>
  );
}

/** What is said aloud: a new step, not each second. */
function useAnnounced(title: string): string {
  const [said, say] = useState('');
  useEffect(() => {
    say(title);
  }, [title]);
  return said;
}

function loadWords({ index, of, stack, scenario, vus, ratePerS, warmupS, durationS }: RunLine) {
  const users = `${vus.toLocaleString('en')} virtual user${vus === 1 ? '' : 's'}`;
  return [
    ...(of > 1 ? [`run ${index + 1} of ${of} on ${stack}`] : []),
    scenario,
    ratePerS === null
      ? `${users}, each as fast as it is answered`
      : `${ratePerS.toLocaleString('en')} statements a second by at most ${users}`,
    `${formatSeconds(durationS)} measured after ${formatSeconds(warmupS)} of warm-up`,
  ].join(' · ');
}
