import { loadScenario } from '../../../benchmark/generator/k6-script';
import { drawnOperations } from '../../../benchmark/prepare-stack';
import { findScenario, scenarioNames } from '../../../benchmark/scenario/scenario-source';
import type { ScenarioChoice, ScenarioList } from '../../api/catalogue';
import { PRESETS } from './presets';

/** Percent of reads, where nobody says otherwise; see `--read-ratio`. */
const READ_RATIO = 80;

/** Every scenario of the project. */
export async function scenarios(): Promise<ScenarioList> {
  return { presets: PRESETS, scenarios: await Promise.all(scenarioNames().map(scenarioChoice)) };
}

async function scenarioChoice(name: string): Promise<ScenarioChoice> {
  const scenario = await loadScenario(findScenario(name));
  const { to = 'write', profile = 'none', durationS = 30 } = scenario.defaults ?? {};
  return {
    name,
    description: scenario.description,
    usesReadRatio: scenario.usesReadRatio === true,
    defaults: { to, profile, durationS },
    operations: drawnOperations(scenario, { readRatio: READ_RATIO }).map((one) => one.name),
  };
}
