import { useState } from 'preact/hooks';
import type { Job } from '../../api/jobs';
import { paths } from '../../api/paths';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { Refusal } from '../parts/refusal';

/** Has a job end as Ctrl-C does. */
export function StopButton({ job }: { readonly job: Job }) {
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const stop = async (): Promise<void> => {
    setAsked(true);
    setFailure(null);
    try {
      await sendJson('POST', paths.stopJob(job.id));
    } catch (error) {
      setAsked(false);
      setFailure(asFailure(error));
    }
  };
  const isStopping = isAsked || job.state === 'stopping';
  return (
    <div class="stop">
      {failure !== null && <Refusal failure={failure} />}
      <button type="button" class="danger" disabled={isStopping} onClick={() => void stop()}>
        {isStopping ? 'Stopping…' : 'Stop'}
      </button>
    </div>
  );
}
