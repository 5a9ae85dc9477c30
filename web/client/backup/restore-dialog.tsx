import { useState } from 'preact/hooks';
import type { Job, RestoreRequest } from '../../api/jobs';
import { paths } from '../../api/paths';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { Dialog } from '../parts/dialog';
import { TextField } from '../parts/field';
import { Refusal } from '../parts/refusal';

/** Says what a restore or its undo will do, and starts it when the reader has typed the stack's name. */
export function RestoreDialog(props: {
  readonly stack: string;
  readonly title: string;
  /** A sentence each. */
  readonly willHappen: readonly string[];
  /** What the button says. */
  readonly deed: string;
  readonly request: Pick<RestoreRequest, 'to' | 'undo'>;
  readonly close: () => void;
}) {
  const { stack, title, willHappen, deed, request, close } = props;
  const [name, setName] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);

  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    const body: RestoreRequest = { kind: 'restore', stack, ...request, confirm: name };
    try {
      await sendJson<Job>('POST', paths.jobs, body);
      close();
      scrollTo(0, 0);
    } catch (error) {
      setFailure(asFailure(error));
      setAsking(false);
    }
  };

  return (
    <Dialog title={title} close={close}>
      <form onSubmit={(event) => void start(event)}>
        <ol class="will-happen">
          {willHappen.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ol>
        <TextField label={`Type the stack’s name, ${stack}`} value={name} change={setName} />
        {failure !== null && <Refusal failure={failure} />}
        <div class="actions end">
          <button type="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="danger" disabled={isAsking || name !== stack}>
            {deed}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
