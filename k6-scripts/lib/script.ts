import exec from 'k6/execution';
import { sleep } from 'k6';
import type { Options, Scenario as K6Scenario } from 'k6/options';
import type { Arrivals } from './arrivals';
import { START_PREFIX, SUMMARY_PREFIX, type GeneratorSummary } from './sample';
import { inTurn, spreadChoice, weightedChoice, type Scenario } from './scenario';
import {
  READ_DSN_VARIABLE,
  SETTINGS_VARIABLE,
  WRITE_DSN_VARIABLE,
  type Settings,
} from './settings';
import { connectingEachTime, type Driver } from './session';
import { runClock, VirtualUser } from './virtual-user';

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

/** Time after the measured one in k6's open model: users that idle write out their last second. */
const TAIL_S = 1;

/**
 * In the open model a user may wait long for its next arrival. Below this many statements a second
 * and user, each one is written out at once.
 */
const FREQUENT_PER_S = 5;

/**
 * How long after the end arrivals are still begun that were due before it, ms: a run that was held up
 * in its last moments is not one that couldn't keep up.
 */
const DRAIN_MS = 1000;

/** No statement of the closed model is due before it is sent. */
const WHEN_SENT = Infinity;

/** How the next operation is chosen, by a scenario's order. */
const CHOICES = { drawn: weightedChoice, spread: spreadChoice, 'in-turn': inTurn } as const;

/**
 * Makes the script that runs a scenario with the settings in the environment.
 *
 * @param driver of the k6 at hand
 */
export function createScript(scenario: Scenario, driver: Driver): Script {
  const settings = JSON.parse(required(SETTINGS_VARIABLE)) as Settings;
  const dsn = { read: required(READ_DSN_VARIABLE), write: required(WRITE_DSN_VARIABLE) };
  const { load, warmupS, durationS, spawnRatePerS, part, parts } = settings;
  const mix = scenario.mix(settings);
  const choose = CHOICES[scenario.order ?? 'drawn'](mix);
  const openSession =
    scenario.connection === 'each-statement'
      ? connectingEachTime(driver.openSession)
      : driver.openSession;
  const endMs = (warmupS + durationS) * 1000;
  const flushEach = load.model === 'open' && load.ratePerS / load.vus < FREQUENT_PER_S;

  // One virtual user a JavaScript instance.
  let user: VirtualUser | undefined;
  let arrivals: Arrivals | undefined;
  const start = (): VirtualUser => {
    tellStart();
    if (spawnRatePerS > 0) sleep((exec.vu.idInTest - 1) / spawnRatePerS);
    const { statementTimeoutMs } = settings;
    const writes = openSession(dsn.write, statementTimeoutMs);
    const reads = dsn.read === dsn.write ? writes : openSession(dsn.read, statementTimeoutMs);
    if (load.model === 'open') {
      arrivals = driver.openArrivals?.({ ratePerS: load.ratePerS, endMs, part, parts });
    }
    return new VirtualUser(settings, choose, { reads, writes }, scenario.hasOwnValues === true);
  };

  /** Many statements an iteration: k6 keeps a sample of each iteration for the whole run. */
  const nextPauseMs = (nowMs: number): number =>
    Math.min(endMs, (Math.floor(nowMs / 1000) + 1) * 1000);

  const iterateClosed = (by: VirtualUser): void => {
    const stopMs = nextPauseMs(by.now());
    while (by.step(WHEN_SENT) < stopMs);
    by.flush();
  };

  const iterateOpen = (by: VirtualUser, from: Arrivals): void => {
    const pauseMs = nextPauseMs(by.now());
    const stopMs = pauseMs < endMs ? pauseMs : endMs + DRAIN_MS;
    let nowMs = 0;
    while (nowMs < stopMs) {
      const dueMs = from.next();
      if (dueMs < 0) {
        by.flush();
        sleep(Math.max(0, endMs - by.now()) / 1000);
        return;
      }
      nowMs = by.step(dueMs);
      if (flushEach) by.flush();
    }
    by.flush();
  };

  const iterate = (): void => {
    user ??= start();
    if (load.model === 'closed') iterateClosed(user);
    else if (arrivals !== undefined) iterateOpen(user, arrivals);
    else {
      user.step(WHEN_SENT);
      if (flushEach) user.flush();
    }
  };

  return {
    options: {
      scenarios: { load: k6Scenario(settings, driver.openArrivals !== undefined) },
      systemTags: [],
    },
    iterate,
    handleSummary: ({ metrics }) => {
      const summary: GeneratorSummary = {
        dropped: metrics['dropped_iterations']?.values['count'] ?? 0,
      };
      return { stdout: `${SUMMARY_PREFIX}${JSON.stringify(summary)}\n` };
    },
  };
}

/** Once a process: its samples count seconds from this moment. */
function tellStart(): void {
  if (exec.vu.idInInstance !== 1) return;
  const elapsedMs = runClock()();
  console.log(`${START_PREFIX}${Date.now() - elapsedMs}`);
}

function k6Scenario(
  { load, warmupS, durationS, statementTimeoutMs }: Settings,
  ownArrivals: boolean,
): K6Scenario {
  const gracefulStop = `${statementTimeoutMs + 1000}ms`;
  const totalS = warmupS + durationS;
  if (load.model === 'closed' || ownArrivals) {
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
