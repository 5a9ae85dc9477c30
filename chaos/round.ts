import type Docker from 'dockerode';
import type { Progress } from '../cli/progress';
import { awaitRedundancy } from './checks/await-redundancy';
import { clientErrors } from './load/client-errors';
import { now, sleep } from '../words/clock';
import { figuresOf } from './figures/figures';
import type { HostTools } from './faults/host-tools';
import { inject } from './faults/inject';
import { checkInvariants, invariant, type Invariant } from './checks/invariants';
import type { Load } from './load/load';
import type { LedgerKey } from './load/operation';
import type { RoundResult } from '../results/chaos-result';
import type { SlotGroup } from './load/slots';
import type { StackContainers } from './faults/stack-containers';
import { statusFaults, STATUS_LIMIT_MS, type StatusProbe } from './checks/status-probe';
import type { Step } from './steps';
import type { StackOutputs } from '../topology/stack-outputs';
import { judgedGroups } from './faults/target';
import { TOLD_LIMIT_MS, untoldLoss } from './checks/told-redundancy';
import type { TimedEvent } from './figures/timeseries';
import { findWritableViolations } from './checks/writable-members';
import type { WriteProbe } from './checks/write-probe';

/** Load before the fault, to see that all was well, ms. */
const BASELINE_MS = 3000;

/** How long clients may take to be answered without an error, on a machine that is busy, ms. */
const SETTLE_LIMIT_MS = 30_000;

/** How long all answers have to be good before the fault, ms. */
const STEADY_MS = 1000;

/** The least time that the load goes on after the fault, ms. */
const WATCH_MS = 5000;

/** Load after redundancy is back, ms. */
const TAIL_MS = 1000;

/** What a round works with; all of it is running or ready. */
export interface RoundParts {
  readonly outputs: StackOutputs;
  readonly docker: Docker;
  readonly containers: StackContainers;
  readonly hostTools: HostTools;
  readonly load: Load;
  readonly slotGroups: readonly SlotGroup[];
  readonly writeProbes: readonly WriteProbe[];
  readonly statusProbe: StatusProbe;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Start of the load, ms since the epoch. */
  readonly startedAt: number;
  /** Keys that an earlier round counted as lost or appeared; this one adds its own. */
  readonly reported: Set<LedgerKey>;
  /** How long redundancy may take, ms. */
  readonly redundancyLimitMs: number;
  /** Takes what happens, when it does. */
  readonly onEvent: (event: TimedEvent) => void;
}

/** A round's result and the moments that charts mark. */
export interface RoundOutcome {
  readonly result: RoundResult;
  readonly events: readonly TimedEvent[];
}

/**
 * One fault under load: breaks, heals, waits for redundancy, stops the load and checks. What is
 * broken is healed even if it is stopped or fails half-way.
 *
 * @returns undefined where it was stopped
 */
export async function runRound(step: Step, parts: RoundParts): Promise<RoundOutcome | undefined> {
  const { load, signal, progress, containers } = parts;
  const { fault, target, holdMs } = step;
  const events: TimedEvent[] = [];
  const mark = (event: TimedEvent): void => {
    events.push(event);
    parts.onEvent(event);
  };
  const from = now();
  load.start();
  progress.update('load before the fault');
  await sleep(BASELINE_MS, signal);
  while (!signal.aborted && !load.isSteady(STEADY_MS) && now() < from + SETTLE_LIMIT_MS) {
    await sleep(100, signal);
  }
  if (signal.aborted) return undefined;

  const under = setInterval(() => progress.update(`${fault} under way`), 1000);
  const injection = await inject(fault, target, parts).finally(() => {
    clearInterval(under);
  });
  const what = injection.hit.join(' and ');
  mark({ at: injection.at, kind: 'fault', label: `${fault} ${what || target.name}` });
  let healingAt: number;
  let healedAt: number;
  try {
    progress.update(`${what} hit`);
    await sleep(injection.at + holdMs - now(), signal);
  } finally {
    healingAt = now();
    await injection.heal?.();
    healedAt = now();
  }
  if (injection.heal !== undefined) mark({ at: healedAt, kind: 'heal', label: `${what} healed` });
  const redundancy = await awaitRedundancy(parts.outputs, containers, {
    notBefore: Math.max(injection.doneAt, injection.at + WATCH_MS),
    limitMs: parts.redundancyLimitMs,
    signal,
    onWait: (missing) => {
      progress.update(missing === '' ? 'redundant again' : `waiting: ${missing}`);
    },
  });
  if (redundancy.since !== null && redundancy.since >= injection.at) {
    mark({ at: redundancy.since, kind: 'redundant', label: 'fully redundant' });
  }
  await sleep(TAIL_MS, signal);
  const to = now();
  await load.quiesce();
  if (signal.aborted) return undefined;

  progress.update('checking');
  const window = { from, faultAt: injection.at, to };
  const { ledger, invariants } = await checkInvariants({
    outputs: parts.outputs,
    containers,
    keys: load.keys,
    accounts: parts.slotGroups.reduce((sum, { slots }) => sum + slots.length, 0),
    onWait: (text) => {
      progress.update(`checking: ${text}`);
    },
  });
  const samples = parts.statusProbe.samples.filter(({ askedAt }) => askedAt >= window.from);
  const groups = parts.slotGroups.map(({ group }) => group);
  const redundantMs = redundancy.since === null ? null : Math.max(0, redundancy.since - from);
  const result: RoundResult = {
    fault,
    target: target.name,
    hit: [...injection.hit],
    hold_ms: holdMs,
    fault_at: new Date(injection.at).toISOString(),
    fault_at_s: Math.round(injection.at - parts.startedAt) / 1000,
    figures: figuresOf(load.operations, window, groups, judgedGroups(fault, target)),
    errors: clientErrors(load.operations.filter(({ endedAt }) => endedAt >= from && endedAt <= to)),
    redundant_after_ms: after(redundancy.since, injection.at),
    redundant_after_heal_ms: after(redundancy.since, healedAt),
    acked_rows: load.settled + ledger.acked,
    lost_rows: countNew(ledger.lost, parts.reported),
    appeared_rows: countNew(ledger.appeared, parts.reported),
    slowest_status_ms: Math.round(
      Math.max(0, ...samples.map(({ askedAt, answeredAt }) => answeredAt - askedAt)),
    ),
    invariants: [
      ...invariants,
      oneWritableMember(parts.writeProbes, window.from),
      invariant(
        'full redundancy again',
        redundancy.since === null ? redundancy.missing : [],
        redundantMs === null ? '' : 'every standby streams',
      ),
      invariant(
        `a right status within ${STATUS_LIMIT_MS} ms`,
        statusFaults(samples, {
          faultAt: injection.at,
          goneAt: injection.doneAt,
          healingAt,
          gone: injection.gone,
        }),
      ),
      ...(injection.bereft.length === 0
        ? []
        : [
            invariant(
              `redundancy told as lost within ${TOLD_LIMIT_MS / 1000} s`,
              untoldLoss(samples, { at: injection.at, healingAt, bereft: injection.bereft }),
            ),
          ]),
    ],
  };
  return { result, events };
}

/** How many of the keys no earlier round has counted. */
function countNew(keys: readonly LedgerKey[], reported: Set<LedgerKey>): number {
  const fresh = keys.filter((key) => !reported.has(key));
  for (const key of fresh) reported.add(key);
  return fresh.length;
}

/** From one moment to another, ms; redundancy that was never seen to go took no time. */
function after(since: number | null, at: number): number | null {
  return since === null ? null : Math.max(0, Math.round(since - at));
}

function oneWritableMember(probes: readonly WriteProbe[], from: number): Invariant {
  const acks = probes.flatMap((probe) => probe.acks).filter(({ endedAt }) => endedAt >= from);
  const breaches = findWritableViolations(acks).map(
    ({ older, newer }) =>
      `${older.node} took a write on timeline ${older.timeline} ${Math.round(older.startedAt - newer.endedAt)} ms after ${newer.node} on ${newer.timeline}`,
  );
  return invariant(
    'at most one writable member a group',
    breaches.slice(0, 5),
    `${acks.length} probes acknowledged`,
  );
}
