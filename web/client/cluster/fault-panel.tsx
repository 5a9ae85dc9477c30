import { useState } from 'preact/hooks';
import type { FaultChoice, FaultList } from '../../api/catalogue';
import { paths } from '../../api/paths';
import { useLoaded } from '../base/loaded';
import { Failure, Loading } from '../parts/states';
import { FaultDialog, type ChosenFault } from './fault-dialog';

/** Planned changes and faults of a stack; each asks before it does anything. */
export function FaultPanel({ stack }: { readonly stack: string }) {
  const { value, failure, reload } = useLoaded<FaultList>(paths.faults(stack));
  const [chosen, choose] = useState<ChosenFault | null>(null);
  if (value === null) {
    return failure === null ? (
      <Loading what="what can be done" lines={2} />
    ) : (
      <Failure what="What can be done" failure={failure} retry={reload} />
    );
  }
  const switchover = value.faults.find(({ name }) => name === 'switchover');
  const faults = value.faults.filter(({ name }) => name !== 'switchover');
  return (
    <>
      {switchover !== undefined && (
        <section class="switchover">
          <h2>Switch over</h2>
          <p class="note">A planned change of a group’s primary; its standby takes over.</p>
          <div class="actions">
            {switchover.targets.map((target) => (
              <button
                key={target.name}
                type="button"
                onClick={() => {
                  choose({ fault: switchover, target });
                }}
              >
                {target.name}…
              </button>
            ))}
          </div>
        </section>
      )}
      {faults.length > 0 && <FaultForm faults={faults} choose={choose} />}
      {chosen !== null && (
        <FaultDialog
          stack={stack}
          chosen={chosen}
          close={() => {
            choose(null);
          }}
        />
      )}
    </>
  );
}

function FaultForm(props: {
  readonly faults: readonly FaultChoice[];
  readonly choose: (chosen: ChosenFault) => void;
}) {
  const { faults, choose } = props;
  const [name, setName] = useState<string>(faults[0]?.name ?? '');
  const [targetName, setTarget] = useState('');
  const fault = faults.find((one) => one.name === name) ?? faults[0];
  const target = fault?.targets.find((one) => one.name === targetName) ?? fault?.targets[0];
  if (fault === undefined || target === undefined) return null;
  return (
    <section class="break">
      <h2>Break something</h2>
      <p class="note">
        Under a light load of its own, so that you see what clients see. It is healed afterwards,
        and every acknowledged row is looked for.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose({ fault, target });
        }}
      >
        <label>
          <span>Fault</span>
          <select
            value={fault.name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
            }}
          >
            {faults.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          <span>Target</span>
          <select
            value={target.name}
            onChange={({ currentTarget }) => {
              setTarget(currentTarget.value);
            }}
          >
            {fault.targets.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <button type="submit">What would happen…</button>
      </form>
      <p class="note after">{fault.describes}</p>
    </section>
  );
}
