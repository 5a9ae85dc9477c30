import { basename, relative } from 'node:path';
import type Docker from 'dockerode';
import { NO_JOURNAL, type Journal } from '../jobs/journal';
import { describeTopology, gitCommit } from '../results/environment';
import { runId, startResultFolder } from '../results/results-folder';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { connect } from '../sql/connect';
import { messageOf } from '../words/message-of';
import type { StackOutputs } from '../topology/stack-outputs';
import { allNodes } from '../topology/plan';
import { chaosTable } from './figures/chaos-table';
import { now, sleep } from '../words/clock';
import { missingRedundancy } from './checks/cluster-state';
import { askManager } from '../running/ask-manager';
import {
  createChaosTables,
  dropChaosTables,
  emptyLedger,
  keepSlots,
  placeSlots,
} from './load/ledger-tables';
import { LiveLoad } from './load/live-load';
import { Load } from './load/load';
import type { ChaosOptions } from './options';
import { renderChaosReport } from './report/report';
import { chaosSchema, type ChaosResult, type RoundResult } from '../results/chaos-result';
import { runRound, type RoundParts } from './round';
import { chooseSlots, type SlotGroup } from './load/slots';
import { hostToolsByCommand, hostToolsByEngine } from './faults/host-tools';
import { StackContainers } from './faults/stack-containers';
import { StatusProbe } from './checks/status-probe';
import type { Step } from './steps';
import { summarise } from './figures/summary';
import { chaosTimeseries, type TimedEvent } from './figures/timeseries';
import { WriteProbe } from './checks/write-probe';

/** Slots of each worker group, and how many are tried to find them. */
const SLOTS_PER_GROUP = 8;
const TRIED_SLOTS_PER_GROUP = 40;

/**
 * Rows of the ledger that are kept, here as well as in the table. A day of the default load writes
 * five times as many.
 */
const LEDGER_ROWS = 500_000;

/** How long redundancy may take to come back, ms. */
const REDUNDANCY_LIMIT_MS = 300_000;

/** How long dropping the tables may be tried on a cluster that is not well, ms. */
const DROP_LIMIT_MS = 60_000;

/** What the command gets from the rest of the project. */
export interface ChaosParts {
  readonly outputs: StackOutputs;
  readonly docker: Docker;
  readonly toolVersion: string;
  /** Stops it: heals, drops the tables, keeps what was measured. */
  readonly signal: AbortSignal;
  /** Takes lines for people, without a newline at the end. */
  readonly print: (text: string) => void;
  /** Takes what happens meanwhile. Default: nobody watches. */
  readonly journal?: Journal;
}

/**
 * Breaks what was asked for under load, measures it, and checks that nothing was lost.
 *
 * @param steps as {@link import('./chosen-steps').chosenSteps} found them
 * @throws UserError before anything is broken: a stack that is not redundant just now, a results
 *   folder that can't be written to
 */
export async function chaos(
  options: ChaosOptions,
  steps: Iterable<Step>,
  parts: ChaosParts,
): Promise<ChaosResult> {
  const { plan } = parts.outputs;
  const folder = await startResultFolder(options.resultsFolder);
  try {
    if (!options.force) await refuseUnhealthy(parts.outputs);
    const startedAt = now();
    const id = runId(new Date(startedAt), `chaos-${nameOf(options.faults)}`);
    const run = await underLoad(options, parts, id, steps);
    if (run.rounds.length === 0) {
      throw run.cause ?? new UserError('stopped before anything was measured');
    }
    const result = chaosSchema.parse({
      schema_version: 1,
      run_id: id,
      timestamp: new Date(startedAt).toISOString(),
      stack: plan.stack,
      engine: plan.engine,
      topology: describeTopology(plan),
      worker_ha: plan.workerHa,
      sync_mode: plan.synchronousMode,
      tool: { version: parts.toolVersion, git_sha: await gitCommit() },
      faults: [...options.faults],
      seed: options.faults.includes('random') ? options.seed : null,
      load: {
        writes_per_s_per_group: options.rate,
        reads_per_s_per_group_and_endpoint: options.rate / 2,
        timeout_ms: options.timeoutMs,
      },
      rounds: run.rounds,
      summary: summarise(run.rounds),
      violations: [...violationsIn(run.rounds), ...run.failures],
      partial: parts.signal.aborted || run.failures.length > 0,
    } satisfies ChaosResult);
    const series = chaosTimeseries(id, run.startedAt, run.tallies, run.events);
    await folder.write('chaos.json', `${JSON.stringify(result, null, 2)}\n`);
    await folder.write('timeseries.json', `${JSON.stringify(series)}\n`);
    await folder.write('report.html', await renderChaosReport(result, series));
    const output = parts.journal?.output();
    if (output !== undefined) await folder.write('output.log', output);
    const path = await folder.publish(id);
    parts.print(chaosTable(result));
    parts.print(`results: ${relative(process.cwd(), path) || '.'}/report.html`);
    parts.journal?.write({ type: 'result', id: basename(path) });
    return result;
  } finally {
    await folder.discard();
  }
}

async function refuseUnhealthy(outputs: StackOutputs): Promise<void> {
  const { plan } = outputs;
  const remedy = 'wait until `npm run status` says healthy, or add --force';
  const status = await askManager(outputs).catch((error: unknown) => {
    throw new UserError(`the manager does not answer: ${messageOf(error)}`, remedy);
  });
  const missing = [...new Set([...status.reasons, ...missingRedundancy(plan, status)])];
  if (missing.length > 0) {
    throw new UserError(
      `stack "${plan.stack}" is not redundant now: ${missing.join(', ')}`,
      remedy,
    );
  }
}

/** The name of what was asked for, in that of the results' folder. */
function nameOf(faults: readonly string[]): string {
  return faults.length > 3 ? 'several' : faults.join('-');
}

async function underLoad(
  options: ChaosOptions,
  parts: ChaosParts,
  id: string,
  steps: Iterable<Step>,
) {
  const { outputs, signal } = parts;
  const { plan } = outputs;
  const containers = new StackContainers(parts.docker, plan);
  const hostTools =
    options.hostCommand === undefined
      ? hostToolsByEngine(containers)
      : hostToolsByCommand(options.hostCommand);
  const slotGroups = await prepareTables(outputs);
  const groups = slotGroups.map(({ group }) => group);
  const settings = { writesPerS: options.rate, timeoutMs: options.timeoutMs };
  const load = new Load(outputs, settings, slotGroups, id, plan.engine === 'citus');
  const writeProbes = allNodes(plan).map((node) => new WriteProbe(containers, node));
  const statusProbe = new StatusProbe(outputs);
  const rounds: RoundResult[] = [];
  // What ended the run early, or was left behind; the rounds before it are kept all the same.
  const failures: string[] = [];
  let cause: Error | undefined;
  const events: TimedEvent[] = [];
  const reported = new Set<string>();
  const startedAt = now();
  const { journal = NO_JOURNAL } = parts;
  const { operations } = load;
  const live = new LiveLoad({ journal, operations, probes: writeProbes, groups, startedAt });
  try {
    let number = 0;
    for (const step of steps) {
      const overdue = options.faults.includes('random')
        ? now() - startedAt > options.minutes * 60_000
        : false;
      if (signal.aborted || overdue) break;
      number += 1;
      const progress = startProgress(`${number}. ${step.fault} ${step.target.name}`);
      try {
        const round = await runRound(step, {
          ...{ docker: parts.docker, hostTools },
          ...{ outputs, containers, load, slotGroups, writeProbes, statusProbe, signal, progress },
          ...{ startedAt, reported, redundancyLimitMs: REDUNDANCY_LIMIT_MS },
          onEvent: (event) => {
            live.event(event);
          },
        } satisfies RoundParts);
        if (round === undefined) {
          progress.fail('stopped');
          break;
        }
        rounds.push(round.result);
        events.push(...round.events);
        const broken = round.result.invariants.filter(({ holds }) => !holds);
        const without = (round.result.figures.withoutWritesMs / 1000).toFixed(2);
        if (broken.length === 0) progress.done(`${without} s without writes`);
        else progress.fail(`${without} s without writes; ${broken.map(describe).join('; ')}`);
        if (round.result.redundant_after_ms === null) break;
        live.endRound();
        statusProbe.samples.length = 0;
        if (broken.length === 0 && load.keys.length > LEDGER_ROWS) await startLedger(outputs, load);
      } catch (error) {
        progress.fail(messageOf(error));
        cause = error as Error;
        failures.push(`round ${number}, ${step.fault} ${step.target.name}: ${messageOf(error)}`);
        break;
      }
    }
  } finally {
    await load.close();
    live.close();
    await Promise.all(writeProbes.map((probe) => probe.stop()));
    await statusProbe.stop();
    await dropTables(outputs).catch((error: unknown) => failures.push(messageOf(error)));
  }
  const all = [...events, ...live.failovers].sort((a, b) => a.at - b.at);
  return { rounds, failures, cause, tallies: live.tallies, events: all, startedAt };
}

/** Begins the ledger anew after a check that found it whole. */
async function startLedger({ connections }: StackOutputs, load: Load): Promise<void> {
  const client = await connect(connections.write, 'citus-cluster chaos');
  try {
    await emptyLedger(client);
    load.settle();
  } finally {
    await client.end();
  }
}

async function prepareTables(outputs: StackOutputs): Promise<SlotGroup[]> {
  const { plan, connections } = outputs;
  const workers = plan.groups.filter(({ role }) => role === 'worker').map(({ group }) => group);
  const groups = workers.length === 0 ? [0] : workers;
  const client = await connect(connections.write, 'citus-cluster chaos');
  try {
    await createChaosTables(client, plan);
    const placements = await placeSlots(client, plan, groups.length * TRIED_SLOTS_PER_GROUP);
    const chosen = chooseSlots(placements, groups, SLOTS_PER_GROUP);
    await keepSlots(
      client,
      chosen.flatMap(({ slots }) => slots),
    );
    return chosen;
  } finally {
    await client.end();
  }
}

async function dropTables({ plan, connections }: StackOutputs): Promise<void> {
  const deadline = now() + DROP_LIMIT_MS;
  for (;;) {
    try {
      const client = await connect(connections.write, 'citus-cluster chaos');
      try {
        return await dropChaosTables(client, plan);
      } finally {
        await client.end();
      }
    } catch (error) {
      if (now() > deadline) {
        throw new UserError(
          `the tables chaos_writes and chaos_accounts could not be dropped: ${messageOf(error)}`,
          'the next chaos run on this stack replaces them',
        );
      }
      await sleep(1000);
    }
  }
}

function violationsIn(rounds: readonly RoundResult[]): string[] {
  return rounds.flatMap(({ fault, target, invariants }, i) =>
    invariants
      .filter(({ holds }) => !holds)
      .map((broken) => `round ${i + 1}, ${fault} ${target}: ${describe(broken)}`),
  );
}

function describe({ name, detail }: { name: string; detail: string }): string {
  return `${name}: ${detail}`;
}
