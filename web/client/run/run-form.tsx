import { useEffect, useState } from 'preact/hooks';
import type { ScenarioChoice, ScenarioList } from '../../api/catalogue';
import type { Job } from '../../api/jobs';
import { paths } from '../../api/paths';
import { formatSeconds } from '../base/format';
import { useLoaded } from '../base/loaded';
import { go } from '../base/navigation';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { stacks } from '../base/server';
import { useStore } from '../base/store';
import { NumberField, SelectField, TextField } from '../parts/field';
import { Refusal } from '../parts/refusal';
import { Failure, Loading, Notice, Remedy } from '../parts/states';
import { requestOf, valuesOfPreset, valuesOfScenario, type FormValues } from './form-values';
import { LoadFields } from './load-fields';
import { MoreFields } from './more-fields';

/** What is filled in is still there when the reader comes back. */
let kept: FormValues | null = null;

/** Chooses what is run on a stack, and starts it. */
export function RunForm({ stack }: { readonly stack: string }) {
  const { value, failure, reload } = useLoaded<ScenarioList>(paths.scenarios);
  const isUp = useStore(stacks, (list) => list?.stacks.find(({ name }) => name === stack)?.up);
  if (isUp === false) {
    return (
      <Notice title={`Stack ${stack} is not up`}>
        <p>A benchmark needs a cluster. Choose another stack above, or bring this one up.</p>
        <Remedy text={`\`npm run up -- --stack ${stack}\``} />
      </Notice>
    );
  }
  if (value !== null) return <Form stack={stack} list={value} />;
  return failure === null ? (
    <Loading what="the scenarios" lines={6} />
  ) : (
    <Failure what="The form" failure={failure} retry={reload} />
  );
}

function Form({ stack, list }: { readonly stack: string; readonly list: ScenarioList }) {
  const { presets, scenarios } = list;
  const named = (name: string): ScenarioChoice | undefined =>
    scenarios.find((one) => one.name === name);
  const [values, setValues] = useState<FormValues>(() => kept ?? firstValues(list));
  const [preset, setPreset] = useState(kept === null ? (firstPreset(list)?.name ?? '') : '');
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  useEffect(() => {
    kept = values;
  }, [values]);

  const change = (part: Partial<FormValues>): void => {
    setValues((before) => ({ ...before, ...part }));
  };
  const scenario = named(values.scenario);
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    setFailure(null);
    try {
      const job = await sendJson<Job>('POST', paths.jobs, requestOf(stack, values, scenario));
      go({ page: 'run', job: job.id });
    } catch (error) {
      setFailure(asFailure(error));
      setAsking(false);
    }
  };

  return (
    <form class="run-form" onSubmit={(event) => void start(event)}>
      <section>
        <h2>What</h2>
        <div class="presets" role="group" aria-label="Presets">
          {presets.map((one) => (
            <button
              key={one.name}
              type="button"
              aria-pressed={preset === one.name}
              onClick={() => {
                setPreset(one.name);
                setValues(valuesOfPreset(one.request, named(one.request.scenario)));
              }}
            >
              {one.title}
            </button>
          ))}
        </div>
        <SelectField
          label="Scenario"
          value={values.scenario}
          options={scenarios.map(({ name }) => [name, name] as const)}
          change={(name) => {
            const chosen = named(name);
            setPreset('');
            if (chosen !== undefined) setValues((before) => valuesOfScenario(before, chosen));
          }}
        />
        {scenario !== undefined && (
          <p class="note description" aria-live="polite">
            {scenario.description.charAt(0).toUpperCase() + scenario.description.slice(1)}.
            {scenario.operations.length > 0 && (
              <>
                {' '}
                Operations: <code>{scenario.operations.join(', ')}</code>
              </>
            )}
          </p>
        )}
      </section>
      <section>
        <h2>How</h2>
        <LoadFields values={values} setValues={setValues} />
        <div class="fields">
          <NumberField
            label="Measured for"
            unit="s"
            min={1}
            max={86_400}
            value={values.duration}
            change={(duration) => {
              change({ duration });
            }}
          />
          <NumberField
            label="Warm-up before"
            unit="s"
            min={0}
            max={86_400}
            value={values.warmup}
            change={(warmup) => {
              change({ warmup });
            }}
          />
          <NumberField
            label="Reads"
            unit="%"
            min={0}
            max={100}
            value={values.readRatio}
            disabled={scenario?.usesReadRatio !== true}
            change={(readRatio) => {
              change({ readRatio });
            }}
          />
          <TextField
            label="Tag (optional)"
            value={values.tag}
            change={(tag) => {
              change({ tag });
            }}
          />
        </div>
        <MoreFields values={values} change={change} />
      </section>
      {failure !== null && <Refusal failure={failure} />}
      <div class="actions start">
        <button type="submit" class="primary" disabled={isAsking}>
          {isAsking ? 'Starting…' : `Start on ${stack}`}
        </button>
        <span class="note">{timeNeeded(values)}</span>
      </div>
    </form>
  );
}

function firstPreset({ presets }: ScenarioList) {
  return presets.find(({ name }) => name === 'mixed') ?? presets[0];
}

function firstValues(list: ScenarioList): FormValues {
  const preset = firstPreset(list);
  const name = preset?.request.scenario ?? list.scenarios[0]?.name ?? '';
  const scenario = list.scenarios.find((one) => one.name === name);
  return valuesOfPreset(preset?.request ?? { scenario: name }, scenario);
}

function timeNeeded({ duration, warmup, repeat }: FormValues): string {
  const seconds = (Number(duration) + Number(warmup)) * Number(repeat);
  return Number.isFinite(seconds) ? `Takes about ${formatSeconds(seconds)} and a little more.` : '';
}
