import exec from 'k6/execution';
import { sleep } from 'k6';
import type { Options, Scenario as K6Scenario } from 'k6/options';
import { weightedChoice, type Scenario } from './scenario';
import {
  READ_DSN_VARIABLE,
  SETTINGS_VARIABLE,
  WRITE_DSN_VARIABLE,
  type Settings,
} from './settings';
import type { OpenSession } from './session';
import { VirtualUser } from './virtual-user';

/** What k6 wants a script to export. */
export interface Script {
  readonly options: Options;
  /** One iteration of a virtual user. */
  readonly iterate: () => void;
  readonly handleSummary: (data: SummaryData) => Record<string, string>;
}

interface SummaryData {
  readonly metrics: Readonly<
    Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>
  >;
}

/** Time after the measured one in the open model: users that idle write out their last second. */
const TAIL_S = 1;

/**
 * In the open model a user may not be called again. Below this many statements a second and user,
 * each one is written out at once; above it, the tail calls every user.
 */
const FREQUENT_PER_S = 5;

/**
 * Makes the script that runs a scenario with the settings in the environment.
 *
 * @param openSession makes a virtual user's session, with the driver of the k6 at hand
 */
export function createScript(scenario: Scenario, openSession: OpenSession): Script {
  const settings = JSON.parse(required(SETTINGS_VARIABLE)) as Settings;
  const dsn = { read: required(READ_DSN_VARIABLE), write: required(WRITE_DSN_VARIABLE) };
  const { load, warmupS, durationS, spawnRatePerS, summaryPath } = settings;
  const choose = weightedChoice(scenario.mix(settings));
  const endMs = (warmupS + durationS) * 1000;
  const flushEach = load.model === 'open' && load.ratePerS / load.vus < FREQUENT_PER_S;

  // One virtual user a JavaScript instance.
  let user: VirtualUser | undefined;
  const start = (): VirtualUser => {
    if (spawnRatePerS > 0) sleep((exec.vu.idInTest - 1) / spawnRatePerS);
    const { statementTimeoutMs } = settings;
    const writes = openSession(dsn.write, statementTimeoutMs);
    const reads = dsn.read === dsn.write ? writes : openSession(dsn.read, statementTimeoutMs);
    return new VirtualUser(settings, choose, { reads, writes });
  };

  const iterate = (): void => {
    user ??= start();
    if (load.model === 'open') {
      user.step();
      if (flushEach) user.flush();
      return;
    }
    // Many statements an iteration: k6 keeps a sample of each iteration for the whole run.
    const stopMs = Math.min(endMs, (Math.floor(user.now() / 1000) + 1) * 1000);
    while (user.step() < stopMs);
    user.flush();
  };

  return {
    options: { scenarios: { load: k6Scenario(settings) }, systemTags: [] },
    iterate,
    handleSummary: ({ metrics }) => ({
      [summaryPath]: JSON.stringify({
        dropped: metrics['dropped_iterations']?.values['count'] ?? 0,
      }),
    }),
  };
}

function k6Scenario({ load, warmupS, durationS, statementTimeoutMs }: Settings): K6Scenario {
  const gracefulStop = `${statementTimeoutMs + 1000}ms`;
  const totalS = warmupS + durationS;
  if (load.model === 'closed') {
    return { executor: 'constant-vus', vus: load.vus, duration: `${totalS}s`, gracefulStop };
  }
  return {
    executor: 'constant-arrival-rate',
    rate: load.ratePerS,
    timeUnit: '1s',
    preAllocatedVUs: load.vus,
    duration: `${totalS + TAIL_S}s`,
    gracefulStop,
  };
}

function required(variable: string): string {
  const value = __ENV[variable];
  if (value === undefined) throw new Error(`the environment variable ${variable} is missing`);
  return value;
}
