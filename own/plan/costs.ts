import { counted } from '../../words/counted';
import { percent } from '../../words/percent';
import type { Proposal } from './propose';
import type { Refusal } from './refusals/refusal';
import { msOf, timeByClass, type Placed } from './score';
import type { ClassName } from './statement-class';

/** What each class means for a statement, in words that follow a share. */
const MEANS: Readonly<Record<ClassName, string>> = {
  'one shard': 'of the time stays on one shard',
  'all shards': 'asks all shards',
  moved: 'moves rows between nodes (on Citus with citus.enable_repartition_joins)',
  refused: 'is refused by Citus',
  coordinator: 'stays on the coordinator',
};

/** Longest text of a statement in a line. */
const TEXT = 90;

/** What a proposal costs, a line each. */
export function costLines(
  { placed, placement, refusals, score }: Proposal,
  workers: number,
): string[] {
  const shares = timeByClass(placed);
  const lines = Object.entries(MEANS).flatMap(([name, means]) => {
    const share = shares[name as ClassName];
    if (share === 0) return [];
    const of = placed.filter(({ is }) => is.name === name);
    const [worst] = of.sort((a, b) => b.use.ms - a.use.ms);
    const example = worst && name !== 'one shard' ? `, most of it ${shortened(worst)}` : '';
    return [`${percent(share)} ${means}: ${counted(of.length, 'statement')}${example}`];
  });
  const places = [...placement.values()];
  const references = places.filter(({ kind }) => kind === 'reference').length;
  const groups = new Set(
    places.flatMap((place) => (place.kind === 'distributed' ? place.group : [])),
  );
  const native = placed.filter(isRefusedByNative);
  const nativeShare = msOf(native) / (msOf(placed) || 1);
  return [
    ...lines,
    `the largest of ${workers} nodes has ${percent(score.largestNode)} of the rows`,
    ...(references > 0
      ? [`${counted(references, 'reference table')} on every node, written there by each write`]
      : []),
    ...(groups.size > 1
      ? [`tables go by ${[...groups].join(' and ')}: rows move where they are joined`]
      : []),
    ...(native.length > 0
      ? [
          `${percent(nativeShare)} is refused by engine native alone: MERGE, and ON CONFLICT that names a key`,
        ]
      : []),
    ...changeLine(refusals),
  ];
}

function changeLine(refusals: readonly Refusal[]): string[] {
  const number = (engine: Refusal['engine']) =>
    refusals.filter((one) => one.engine === engine).length;
  const [citus, native] = [number('citus'), number('native')];
  return citus + native === 0
    ? []
    : [
        `${counted(citus, 'change')} of the schema for Citus, ${native} for engine native: the plan has each`,
      ];
}

/** Whether engine native refuses what Citus takes. */
function isRefusedByNative({ use: { shape }, is }: Placed): boolean {
  return (
    is.name !== 'refused' &&
    is.name !== 'coordinator' &&
    shape.writes.some(
      ({ kind, conflict }) =>
        kind === 'merge' ||
        (conflict !== undefined &&
          (conflict.columns.length > 0 || conflict.constraint !== undefined)),
    )
  );
}

function shortened({ use: { text }, is }: Placed): string {
  const short = text.length > TEXT ? `${text.slice(0, TEXT)}…` : text;
  return `${short} (${is.because})`;
}
