import { describe, expect, it } from 'vitest';
import type { ScenarioChoice } from '../../api/catalogue';
import {
  NO_VALUES,
  requestOf,
  valuesOfModel,
  valuesOfPreset,
  valuesOfScenario,
} from './form-values';

const scenario = (change: Partial<ScenarioChoice> = {}): ScenarioChoice => ({
  name: 'mixed',
  description: 'reads and writes',
  usesReadRatio: true,
  defaults: { to: 'write', profile: 'none', durationS: 30 },
  operations: [],
  ...change,
});

describe('the form of a run', () => {
  it('asks for what a preset says, and the defaults', () => {
    const values = valuesOfPreset({ scenario: 'mixed', vus: 16, readRatio: 50 }, scenario());
    expect(requestOf('dev', values, scenario())).toEqual({
      ...{ kind: 'bench', stack: 'dev', scenario: 'mixed', vus: 16, readRatio: 50 },
      ...{ durationS: 30, warmupS: 5, profile: 'none', to: 'write', repeat: 1, seed: 1 },
      evidence: true,
    });
  });

  it('takes over what a scenario wants', () => {
    const soak = scenario({
      name: 'soak',
      usesReadRatio: false,
      defaults: { to: 'any', profile: 'seed', durationS: 1800 },
    });
    const request = requestOf('dev', valuesOfScenario(NO_VALUES, soak), soak);
    expect(request).toMatchObject({ to: 'any', profile: 'seed', durationS: 1800 });
    expect(request.readRatio).toBeUndefined();
  });

  it('sends a rate with users that serve it, and no pauses', () => {
    const values = { ...valuesOfModel({ ...NO_VALUES, profile: 'seed' }, 'rate'), rate: '70' };
    const request = requestOf('dev', { ...values, rateUnit: 'percent' }, scenario());
    expect(request).toMatchObject({ vus: 64, rate: '70%' });
    expect(request.profile).toBeUndefined();
    expect(requestOf('dev', values, scenario()).rate).toBe(70);
  });

  it('keeps a number of users that the reader chose', () => {
    expect(valuesOfModel({ ...NO_VALUES, vus: '12' }, 'rate').vus).toBe('12');
  });

  it('leaves out an empty tag, and conditions that are none', () => {
    const request = requestOf(
      'dev',
      { ...NO_VALUES, tag: '  ', failIf: 'p99>50ms, , errors>0' },
      scenario(),
    );
    expect(request.tag).toBeUndefined();
    expect(request.failIf).toEqual(['p99>50ms', 'errors>0']);
  });
});
