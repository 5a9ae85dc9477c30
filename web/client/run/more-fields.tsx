import { NumberField, SelectField, TextField } from '../parts/field';
import type { FormValues } from './form-values';

/** What few runs need: pauses, where reads go, repetitions, thresholds, evidence. */
export function MoreFields(props: {
  readonly values: FormValues;
  readonly change: (part: Partial<FormValues>) => void;
}) {
  const { values, change } = props;
  return (
    <details>
      <summary>More</summary>
      <div class="fields">
        <SelectField
          label="Pauses"
          value={values.profile}
          options={[
            ['none', 'none'],
            ['seed', '1 to 5 s, as people think'],
          ]}
          disabled={values.model === 'rate'}
          change={(profile) => {
            change({ profile });
          }}
        />
        <SelectField
          label="Reads go to"
          value={values.to}
          options={[
            ['write', 'the coordinator’s primary'],
            ['read', 'its standby'],
            ['any', 'any node'],
            ['pooled', 'pooled connections'],
          ]}
          change={(to) => {
            change({ to });
          }}
        />
        <NumberField
          label="Runs, one after the other"
          min={1}
          max={1000}
          value={values.repeat}
          change={(repeat) => {
            change({ repeat });
          }}
        />
        <NumberField
          label="Seed of random values"
          min={0}
          max={2 ** 31 - 1}
          value={values.seed}
          change={(seed) => {
            change({ seed });
          }}
        />
        <TextField
          label="Fails if"
          value={values.failIf}
          note="E.g. p99>50ms, errors>0"
          change={(failIf) => {
            change({ failIf });
          }}
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={values.evidence}
          onChange={({ currentTarget }) => {
            change({ evidence: currentTarget.checked });
          }}
        />
        <span>Collect what the servers do: CPU, waits, statements, plans</span>
      </label>
    </details>
  );
}
