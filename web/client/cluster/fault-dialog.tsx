import { useState } from 'preact/hooks';
import type { ChaosRequest, Job } from '../../api/jobs';
import { paths } from '../../api/paths';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { Dialog } from '../parts/dialog';
import { Refusal } from '../parts/refusal';
import type { FaultChoice, TargetChoice } from '../../api/catalogue';

/** A fault on a target that the reader thinks of. */
export interface ChosenFault {
  readonly fault: FaultChoice;
  readonly target: TargetChoice;
}

/** Usual time until a fault is healed, s. */
const HOLD_S = 10;

/** Says what a fault will do, and does it when the reader wants that. */
export function FaultDialog(props: {
  readonly stack: string;
  readonly chosen: ChosenFault;
  readonly close: () => void;
}) {
  const { stack, chosen, close } = props;
  const { fault, target } = chosen;
  const [holdS, setHold] = useState(HOLD_S);
  const [accepts, setAccepts] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const isSwitchover = fault.name === 'switchover';

  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    const request: ChaosRequest = {
      kind: 'chaos',
      stack,
      fault: fault.name,
      target: target.name,
      ...(fault.held && { holdS }),
      ...(target.loses !== null && { force: true }),
      confirm: true,
    };
    try {
      await sendJson<Job>('POST', paths.jobs, request);
      close();
    } catch (error) {
      setFailure(asFailure(error));
      setAsking(false);
    }
  };

  return (
    <Dialog
      title={isSwitchover ? `Switch over ${target.name}?` : `${fault.name} on ${target.name}?`}
      close={close}
    >
      <form onSubmit={(event) => void start(event)}>
        <p class="note">
          On stack <b>{stack}</b>. This will happen:
        </p>
        <ol class="will-happen">
          {target.willHappen.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ol>
        {fault.held && (
          <label class="inline">
            <span>Healed after</span>
            <input
              type="number"
              min={1}
              max={600}
              required
              value={holdS}
              onInput={({ currentTarget }) => {
                setHold(currentTarget.valueAsNumber);
              }}
            />
            <span>seconds</span>
          </label>
        )}
        {target.loses !== null && (
          <div class="warning">
            <p>{target.loses}</p>
            <label class="check">
              <input
                type="checkbox"
                required
                checked={accepts}
                onChange={({ currentTarget }) => {
                  setAccepts(currentTarget.checked);
                }}
              />
              <span>I accept that</span>
            </label>
          </div>
        )}
        {failure !== null && <Refusal failure={failure} />}
        <div class="actions end">
          <button type="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="danger" disabled={isAsking}>
            {isSwitchover ? 'Switch over' : `Do it: ${fault.name}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
