import { useEffect, useState } from 'preact/hooks';
import { isAtWork } from '../../../jobs/job';
import type { Job } from '../../api/jobs';
import { formatSeconds, formatTime } from '../base/format';
import { useNow } from '../base/now';
import { useStore } from '../base/store';
import { Link } from '../parts/link';
import { Remedy } from '../parts/states';
import { JOB_STATE, jobTone } from '../run/job-words';
import { followJob, type LiveJob } from '../run/live-job';
import { StopButton } from '../run/stop-button';
import { restoreSteps, type StepView } from './restore-progress';

/** A restore of the stack that is shown, among its backups. */
export function RestoreSection({ job }: { readonly job: Job }) {
  const [live, setLive] = useState<LiveJob | null>(null);
  useEffect(() => {
    const followed = followJob(job.id);
    setLive(followed);
    return followed.close;
  }, [job.id]);
  return (
    <section class={outcomeClass(job)}>
      <div class="restore-head">
        <h2>{job.title.charAt(0).toUpperCase() + job.title.slice(1)}</h2>
        {isAtWork(job) && <StopButton job={job} />}
      </div>
      <p class="note">
        Begun at {formatTime(job.startedAt)} UTC.{' '}
        <Link to={{ page: 'run', job: job.id }}>All that it says</Link>
      </p>
      {live !== null && <RestoreRun job={job} live={live} />}
    </section>
  );
}

/** How a restore is framed: by how it ended. */
export function outcomeClass({ state }: Pick<Job, 'state'>): string {
  const tone = jobTone(state);
  return tone === 'quiet' ? 'outcome' : `outcome ${tone}`;
}

/** The steps of a restore with their times, and how it ended. */
export function RestoreRun({ job, live }: { readonly job: Job; readonly live: LiveJob }) {
  useStore(live.ticks);
  const now = useNow(1000);
  const { stages, progress, end } = live.record();
  const steps = restoreSteps(job, stages, end, now);
  const state = end?.state ?? (isAtWork(job) ? null : job.state);
  const problem = end?.problem ?? job.problem;
  const endedAt = end?.at ?? job.endedAt;
  const tookUntil = (at: number): string => formatSeconds((at - Date.parse(job.startedAt)) / 1000);
  // The step after the one that lets clients in.
  const readable = stages.find(({ title }) => title === 'start the other nodes')?.at;
  return (
    <>
      <ol class="steps">
        {steps.map((step) => (
          <Step
            key={step.name}
            step={step}
            words={step.state === 'at work' ? (progress?.text ?? '') : ''}
          />
        ))}
      </ol>
      <p class="note">
        {state === null ? 'At work' : capital(JOB_STATE[state])},{' '}
        {tookUntil(endedAt === null ? now : Date.parse(endedAt))} in all.
        {readable !== undefined && ` Rows could be read after ${tookUntil(Date.parse(readable))}.`}
      </p>
      <p class="for-readers" role="status">
        {state === null
          ? steps.find((step) => step.state === 'at work')?.name
          : capital(JOB_STATE[state])}
      </p>
      {problem !== null && <Remedy text={problem} />}
    </>
  );
}

const SIGNS: Readonly<Record<StepView['state'], string>> = {
  before: '✓',
  done: '✓',
  'at work': '',
  failed: '✕',
  'to come': '',
};

function Step({ step, words }: { readonly step: StepView; readonly words: string }) {
  const { name, state, seconds } = step;
  return (
    <li
      class={`step-${state.replace(' ', '-')}`}
      aria-current={state === 'at work' ? 'step' : undefined}
    >
      <span class="step-sign" aria-hidden="true">
        {SIGNS[state]}
      </span>
      <span>
        {name}
        {words !== '' && <span class="muted">: {words}</span>}
      </span>
      <span class="time">
        <span class="for-readers">{state} </span>
        {state === 'before' ? 'before' : seconds === null ? '' : formatSeconds(seconds)}
      </span>
    </li>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
