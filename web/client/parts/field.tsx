import type { ComponentChildren } from 'preact';

/** A whole number in a form, with its unit. */
export function NumberField(props: {
  readonly label: string;
  readonly unit?: string;
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly note?: string;
  readonly disabled?: boolean;
  readonly change: (value: string) => void;
  /** What stands behind it instead of the unit. */
  readonly children?: ComponentChildren;
}) {
  const { label, unit, value, min, max, note, disabled = false, change, children } = props;
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <span class="with-unit">
          <input
            type="number"
            inputMode="numeric"
            required
            step={1}
            min={min}
            max={max}
            value={value}
            disabled={disabled}
            onInput={({ currentTarget }) => {
              change(currentTarget.value);
            }}
          />
          {unit !== undefined && <span class="unit">{unit}</span>}
        </span>
      </label>
      {children}
      {note !== undefined && <p class="note">{note}</p>}
    </div>
  );
}

/** A word in a form. */
export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly change: (value: string) => void;
}) {
  const { label, value, note, change } = props;
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <input
          type="text"
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            change(currentTarget.value);
          }}
        />
      </label>
      {note !== undefined && <p class="note">{note}</p>}
    </div>
  );
}

/** A choice among few. */
export function SelectField<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, words: string])[];
  readonly note?: string;
  readonly disabled?: boolean;
  readonly change: (value: Value) => void;
}) {
  const { label, value, options, note, disabled = false, change } = props;
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <select
          value={value}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            change(currentTarget.value as Value);
          }}
        >
          {options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {note !== undefined && <p class="note">{note}</p>}
    </div>
  );
}
