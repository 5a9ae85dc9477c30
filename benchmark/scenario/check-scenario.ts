import { UserError } from '../../words/user-error';
import { regionCodes } from '../../dataset/region';
import { vehicleDataset } from '../../k6-scripts/lib/dataset';
import type { Operation, Statement } from '../../k6-scripts/lib/operation';
import { seededRandom } from '../../k6-scripts/lib/random';
import type { Scenario } from '../../k6-scripts/lib/scenario';
import { TARGETS } from '../../topology/target';
import type { ScenarioSource } from './scenario-source';

const CLASSES = ['read', 'write', 'spatial'];
const ROUTINGS = ['single-shard', 'multi-shard', 'none'];

/**
 * Makes sure that what a file exports is a scenario that the engine can run, by making one statement
 * of each operation. The compiler sees most of this, but a user need not run it.
 *
 * @throws UserError naming the file, the operation and what is wrong with it
 */
export function checkScenario(source: ScenarioSource, exported: unknown): Scenario {
  const wrong = (what: string): UserError =>
    new UserError(
      `scenario "${source.name}" (${source.path}): ${what}`,
      'docs/scenarios.md tells how to write one',
    );
  if (typeof exported !== 'object' || exported === null || !('mix' in exported)) {
    throw wrong('it has no default export with a function "mix"');
  }
  const scenario = exported as Scenario;
  if (typeof scenario.description !== 'string') throw wrong('it has no "description"');
  const setting = settingProblem(scenario);
  if (setting !== undefined) throw wrong(setting);
  const mix = attempt(() => scenario.mix({ readRatio: 80 }), wrong, 'mix');
  if (!Array.isArray(mix) || !mix.some(({ weight }) => weight > 0)) {
    throw wrong('its mix has no operation with a weight above 0');
  }
  const names = new Set<string>();
  for (const { operation, weight } of mix) {
    const problem = operationProblem(operation) ?? weightProblem(weight);
    const name = String((operation as Partial<Operation> | undefined)?.name);
    if (problem !== undefined) throw wrong(`operation "${name}" ${problem}`);
    if (names.has(name)) throw wrong(`two operations are called "${name}"`);
    names.add(name);
    const statement = attempt(() => sampleStatement(operation), wrong, `operation "${name}"`);
    const fault =
      statementProblem(statement) ?? statement.next?.map(statementProblem).find(Boolean);
    if (fault !== undefined) throw wrong(`operation "${name}" ${fault}`);
  }
  return scenario;
}

/** One statement of an operation, made from a data set without rows. */
export function sampleStatement(operation: Operation): Statement {
  const dataset = vehicleDataset(regionCodes(3));
  return operation.statement({
    random: seededRandom(1),
    dataset,
    nowMs: Date.now(),
    user: 1,
    users: 1,
  });
}

function attempt<T>(make: () => T, wrong: (what: string) => UserError, what: string): T {
  try {
    return make();
  } catch (cause) {
    throw wrong(`${what} throws ${String(cause)}`);
  }
}

/** Settings that a scenario chooses by a word, and the words. */
const CHOICES = {
  order: ['drawn', 'spread', 'in-turn'],
  connection: ['kept', 'each-statement'],
} as const;

const DEFAULT_CHOICES = { to: TARGETS, profile: ['none', 'seed'] } as const;

function settingProblem(scenario: Scenario): string | undefined {
  const tables: unknown = scenario.tables ?? [];
  if (!Array.isArray(tables) || tables.some((name) => typeof name !== 'string')) {
    return '"tables" is no array of names';
  }
  const defaults: unknown = scenario.defaults ?? {};
  if (typeof defaults !== 'object' || defaults === null) return '"defaults" is no object';
  const { durationS, vus } = defaults as { durationS?: unknown; vus?: unknown };
  if (!isAbsentOrPositive(durationS)) {
    return `"defaults.durationS" is ${String(durationS)}; allowed: whole seconds from 1`;
  }
  if (!isAbsentOrPositive(vus)) {
    return `"defaults.vus" is ${String(vus)}; allowed: whole numbers from 1`;
  }
  return (
    choiceProblem(scenario, CHOICES, '') ?? choiceProblem(defaults, DEFAULT_CHOICES, 'defaults.')
  );
}

function isAbsentOrPositive(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 1);
}

function choiceProblem(
  values: object,
  choices: Readonly<Record<string, readonly string[]>>,
  prefix: string,
): string | undefined {
  for (const [key, allowed] of Object.entries(choices)) {
    const value = (values as Record<string, unknown>)[key];
    if (value === undefined || allowed.includes(value as string)) continue;
    return `"${prefix}${key}" is ${JSON.stringify(value)}; allowed: ${allowed.join(', ')}`;
  }
  return undefined;
}

function weightProblem(weight: unknown): string | undefined {
  return typeof weight === 'number' && weight >= 0 ? undefined : 'has no weight from 0';
}

function operationProblem(operation: Partial<Operation> | undefined): string | undefined {
  if (typeof operation?.name !== 'string' || !/^\w+$/.test(operation.name)) {
    return 'has no name of letters, digits and underscores';
  }
  if (!CLASSES.includes(operation.class ?? '')) return `has no class of ${CLASSES.join(', ')}`;
  if (typeof operation.description !== 'string') return 'has no description';
  if (!Number.isInteger(operation.roundTrips)) return 'has no whole number of roundTrips';
  const { routing } = operation;
  if (typeof routing !== 'function' && !ROUTINGS.includes(routing ?? '')) {
    return `has no routing of ${ROUTINGS.join(', ')}`;
  }
  return typeof operation.statement === 'function' ? undefined : 'has no function statement';
}

function statementProblem(statement: Partial<Statement> | undefined): string | undefined {
  if (typeof statement?.sql !== 'string' || statement.sql.trim() === '') return 'makes no sql';
  if (!Array.isArray(statement.parameters)) return 'makes no array of parameters';
  const odd = statement.parameters.findIndex(
    (value) => value !== null && typeof value !== 'string' && !Number.isFinite(value),
  );
  if (odd >= 0) return `makes a parameter $${odd + 1} that is no text, number or null`;
  const [least, most] = statement.rows ?? [];
  return typeof least === 'number' && typeof most === 'number' && least <= most
    ? undefined
    : 'tells no least and most number of rows';
}
