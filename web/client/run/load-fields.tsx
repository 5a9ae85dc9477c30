import { NumberField } from '../parts/field';
import { valuesOfModel, type FormValues } from './form-values';

/** How much load: users that ask as fast as they are answered, or a rate. */
export function LoadFields(props: {
  readonly values: FormValues;
  readonly setValues: (change: (before: FormValues) => FormValues) => void;
}) {
  const { values, setValues } = props;
  const model = (name: FormValues['model'], words: string) => (
    <label class="check">
      <input
        type="radio"
        name="model"
        checked={values.model === name}
        onChange={() => {
          setValues((before) => valuesOfModel(before, name));
        }}
      />
      <span>{words}</span>
    </label>
  );
  const change = (part: Partial<FormValues>): void => {
    setValues((before) => ({ ...before, ...part }));
  };
  return (
    <fieldset class="load-model">
      <legend>Load</legend>
      <div class="choices">
        {model('users', 'Users: each asks again when it is answered')}
        {model('rate', 'Rate: so many statements a second, answered or not')}
      </div>
      <div class="fields">
        {values.model === 'rate' && (
          <>
            <NumberField
              label="Rate"
              min={1}
              max={values.rateUnit === 'percent' ? 100 : 1_000_000}
              value={values.rate}
              change={(rate) => {
                change({ rate });
              }}
            />
            <div class="field">
              <label>
                <span>Unit of the rate</span>
                <select
                  value={values.rateUnit}
                  onChange={({ currentTarget }) => {
                    change({ rateUnit: currentTarget.value as FormValues['rateUnit'] });
                  }}
                >
                  <option value="per-second">statements a second</option>
                  <option value="percent">% of the measured capacity</option>
                </select>
              </label>
            </div>
          </>
        )}
        <NumberField
          label={values.model === 'users' ? 'Virtual users' : 'Served by at most'}
          unit="users"
          min={1}
          max={10_000}
          value={values.vus}
          change={(vus) => {
            change({ vus });
          }}
        />
      </div>
    </fieldset>
  );
}
