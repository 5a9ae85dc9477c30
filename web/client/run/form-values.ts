import type { ScenarioChoice } from '../../api/catalogue';
import type { BenchRequest } from '../../api/jobs';

/** What the form's fields hold; empty is the command's default. */
export interface FormValues {
  readonly scenario: string;
  /** As many as are answered, or at a rate. */
  readonly model: 'users' | 'rate';
  readonly vus: string;
  readonly rate: string;
  readonly rateUnit: 'per-second' | 'percent';
  /** Seconds. */
  readonly duration: string;
  readonly warmup: string;
  /** Percent of reads. */
  readonly readRatio: string;
  readonly profile: 'none' | 'seed';
  readonly to: 'write' | 'read' | 'any' | 'pooled';
  readonly tag: string;
  readonly repeat: string;
  readonly seed: string;
  readonly evidence: boolean;
  /** Conditions that fail it, between commas. */
  readonly failIf: string;
}

/** The command's defaults, spelt out where a reader wants to see them. */
export const NO_VALUES: FormValues = {
  scenario: '',
  model: 'users',
  vus: '8',
  rate: '',
  rateUnit: 'per-second',
  duration: '30',
  warmup: '5',
  readRatio: '80',
  profile: 'none',
  to: 'write',
  tag: '',
  repeat: '1',
  seed: '1',
  evidence: true,
  failIf: '',
};

/** Virtual users that serve a rate, unless the reader says otherwise. */
const RATE_USERS = '64';

/** The form of a preset; what it does not say is the default. */
export function valuesOfPreset(
  request: Omit<BenchRequest, 'kind' | 'stack'>,
  scenario: ScenarioChoice | undefined,
): FormValues {
  const text = (value: number | undefined, otherwise: string): string =>
    value === undefined ? otherwise : String(value);
  const { rate } = request;
  const defaults = scenario === undefined ? NO_VALUES : valuesOfScenario(NO_VALUES, scenario);
  return {
    ...defaults,
    scenario: request.scenario,
    model: rate === undefined ? 'users' : 'rate',
    vus: text(request.vus, rate === undefined ? defaults.vus : RATE_USERS),
    rate: rate === undefined ? '' : String(rate).replace('%', ''),
    rateUnit: typeof rate === 'string' ? 'percent' : 'per-second',
    duration: text(request.durationS, defaults.duration),
    warmup: text(request.warmupS, defaults.warmup),
    readRatio: text(request.readRatio, defaults.readRatio),
    profile: request.profile ?? defaults.profile,
    to: request.to ?? defaults.to,
    tag: request.tag ?? '',
    repeat: text(request.repeat, '1'),
    seed: text(request.seed, '1'),
    evidence: request.evidence ?? true,
    failIf: (request.failIf ?? []).join(', '),
  };
}

/** The form with another scenario and what that wants. */
export function valuesOfScenario(before: FormValues, scenario: ScenarioChoice): FormValues {
  const { to, profile, durationS } = scenario.defaults;
  return { ...before, scenario: scenario.name, to, profile, duration: String(durationS) };
}

/** The form with the other load model and its usual number of users. */
export function valuesOfModel(before: FormValues, model: FormValues['model']): FormValues {
  const usual = { users: NO_VALUES.vus, rate: RATE_USERS };
  const wasUsual = before.vus === usual[before.model];
  return {
    ...before,
    model,
    vus: wasUsual ? usual[model] : before.vus,
    // A rate says when statements start, so nobody pauses.
    profile: model === 'rate' ? 'none' : before.profile,
  };
}

/** What the server is asked for. */
export function requestOf(
  stack: string,
  values: FormValues,
  scenario: ScenarioChoice | undefined,
): BenchRequest {
  const number = (text: string): number => Number(text);
  const failIf = values.failIf.split(',').map((text) => text.trim());
  return {
    kind: 'bench',
    stack,
    scenario: values.scenario,
    vus: number(values.vus),
    ...(values.model === 'rate' && {
      rate:
        values.rateUnit === 'percent' ? (`${number(values.rate)}%` as const) : number(values.rate),
    }),
    durationS: number(values.duration),
    warmupS: number(values.warmup),
    ...(scenario?.usesReadRatio === true && { readRatio: number(values.readRatio) }),
    ...(values.model === 'users' && { profile: values.profile }),
    to: values.to,
    ...(values.tag.trim() !== '' && { tag: values.tag.trim() }),
    repeat: number(values.repeat),
    seed: number(values.seed),
    evidence: values.evidence,
    ...(failIf.some((text) => text !== '') && { failIf: failIf.filter((text) => text !== '') }),
  };
}
