import { figuresOf } from '../../compare/figure';
import { sideOfScenario, type ScenarioSide, type Side } from '../../compare/side';
import type { ClusterPlan } from '../../topology/plan';
import type { Check } from '../check/check-file';
import type { Copy } from '../copy/copy-file';
import type { Advice } from '../plan/advice';
import type { Profile } from '../profile';
import type { OwnWorkload } from '../workload/workload-file';
import { decide } from './decide';
import { judgeOperations, medianOf } from './judge-operations';
import { compareLimits, limitsOf, machineLimits } from './limits';
import { measuredStatements } from './measured-statements';
import { reachOf } from './reach';
import { REPLAY_NAME, replayedOperations } from './replay';
import type { Verdict, VerdictSide } from './verdict-file';
import { verdictWarnings } from './verdict-warnings';

/** What all steps have found. */
export interface Findings {
  readonly profile: Profile;
  readonly advice: Advice;
  readonly copy: Copy;
  readonly workload: OwnWorkload;
  readonly check: Check;
  /** Of the stacks that are compared, the baseline's first. */
  readonly plans: readonly ClusterPlan[];
  /** Their runs, in the same order. */
  readonly sides: readonly Side[];
}

/** The verdict on what was found. */
export function makeVerdict(findings: Findings): Verdict {
  const { profile, advice, copy, workload, check, plans } = findings;
  const whole = findings.sides.map((side) => sideOfScenario(side, REPLAY_NAME));
  const judged = judgeOperations(whole, replayedOperations(workload, check));
  const reach = reachOf(profile, copy);
  const stacks = plans.map(({ stack }) => stack);
  const measured = measuredStatements(workload, check, judged.operations, stacks);
  const sides = plans.map((plan, i) => ({
    ...sideOf(plan, whole[i]),
    msPerCall: judged.msPerCall[i] ?? null,
  }));
  const cores = whole[0]?.runs[0]?.metrics.environment.cores ?? 1;
  const [baseline, ...others] = plans as [ClusterPlan, ...ClusterPlan[]];
  const comparisons = judged.all.map((all, i) => {
    const plan = others[i] ?? baseline;
    const limits = compareLimits(baseline, plan, cores, reach.measuredBytes);
    return { stack: plan.stack, ...limits, all };
  });
  const grounds = { advice, comparisons, statements: measured.statements, sides, reach };
  const { verdict, because } = decide(grounds);
  const hasMachines = comparisons.some(({ kind }) => kind === 'machines');
  const next = hasMachines || verdict === "don't shard" ? undefined : machineLimits(plans, cores);
  return {
    ...begin(profile),
    ...{ verdict, because: next === undefined ? because : [...because, next] },
    ...{ reach, sides, comparisons, ...measured },
    left: workload.left,
    warnings: verdictWarnings(whole, check, judged.unseen),
  };
}

/** The verdict of a plan that proposes nothing, so that nothing can be measured. */
export function verdictOfPlan(profile: Profile, { verdict, because }: Advice): Verdict {
  const reach = reachOf(profile, { sample: null, tables: [] });
  return {
    ...begin(profile),
    ...{ verdict, because: [...because] },
    reach: { ...reach, measuredBytes: 0, upToBytes: 0, because: 'nothing was measured' },
    ...{ sides: [], comparisons: [], statements: [], transactions: [], left: [], warnings: [] },
  };
}

function begin({ server }: Profile): Pick<Verdict, 'format' | 'madeAt' | 'source'> {
  return { format: 1, madeAt: new Date().toISOString(), source: server.address };
}

function sideOf(plan: ClusterPlan, side: ScenarioSide | undefined): Omit<VerdictSide, 'msPerCall'> {
  const runs = side?.runs.map(({ metrics }) => metrics) ?? [];
  const cpu = figuresOf(runs).find(({ id }) => id === 'cost.cpu');
  return {
    ...{ stack: plan.stack, engine: plan.engine, workers: plan.groups.length - 1 },
    ...{ limits: limitsOf(plan), tag: runs[0]?.tag ?? '', runs: runs.length },
    operationsPerSecond: medianOf(runs, (run) => run.throughput_ops_sec.total) ?? 0,
    cpuMsPerCall: cpu === undefined ? null : medianOf(runs, cpu.of),
  };
}
