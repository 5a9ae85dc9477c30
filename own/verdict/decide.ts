import { formatNumber } from '../../report/html';
import { counted } from '../../words/counted';
import { percent } from '../../words/percent';
import { MOST, type Advice } from '../plan/advice';
import type { Against, Verdict } from './verdict-file';

type Comparison = Verdict['comparisons'][number];

/** What a verdict goes by. */
export interface Grounds {
  /** The plan's. */
  readonly advice: Advice;
  readonly comparisons: Verdict['comparisons'];
  readonly statements: Verdict['statements'];
  /** The baseline first. */
  readonly sides: Verdict['sides'];
  readonly reach: Verdict['reach'];
}

/**
 * Says whether to shard, and why. Against it the plan alone is enough; for it, it takes a plan that says so and
 * a measurement that reaches as far as the source and does not say otherwise.
 */
export function decide(grounds: Grounds): Pick<Verdict, 'verdict' | 'because'> {
  const { advice, comparisons, reach } = grounds;
  const because = [
    ...comparisons.map((one) => measuredWords(one, grounds)),
    `the plan says ${advice.verdict}: ${advice.because.join('; ')}`,
  ];
  const say = (verdict: Verdict['verdict'], ...why: string[]) => ({
    verdict,
    because: [...why, ...because],
  });
  if (advice.verdict === "don't shard") return say("don't shard");
  const isReached = reach.sourceBytes <= reach.upToBytes;
  const isTold = (one: Comparison): boolean => isReached && tells(one);
  const why = (one: Comparison): string | undefined => whyHopeless(one, grounds, isTold(one));
  const hopeless = comparisons.flatMap((one) => why(one) ?? []);
  if (hopeless.length > 0 && hopeless.length === comparisons.length) {
    return say("don't shard", ...hopeless);
  }
  if (advice.verdict === 'not yet') return say('not yet');
  const helpful = comparisons.filter((one) => isTold(one) && why(one) === undefined);
  if (helpful.length > 0) {
    return say(
      'shard',
      [advice.because[0], ...helpful.map((one) => whyHelpful(one, grounds))].join('; '),
    );
  }
  return say('no verdict', isReached ? 'nothing that was measured tells' : reach.because);
}

/** Whether a comparison says anything of sharding. */
function tells({ kind, all }: Comparison): boolean {
  return kind !== 'neither' && (all.word === 'gains' || all.word === 'loses');
}

/** Why a stack is no help, whatever its size; undefined where it may be. */
function whyHopeless(
  { stack, kind, all }: Comparison,
  { statements, sides }: Grounds,
  isTold: boolean,
): string | undefined {
  const refused = statements
    .filter(({ answers }) => answers.some((one) => one.engine === stack && one.refused !== null))
    .reduce((sum, { share }) => sum + share, 0);
  if (refused >= MOST.refused) return `"${stack}" refuses ${percent(refused)} of the time`;
  if (!isTold || all.word !== 'loses') return undefined;
  if (kind === 'machines') return `"${stack}" is slower with more machines than one is alone`;
  const { workers = 0 } = sides.find((side) => side.stack === stack) ?? {};
  return (all.ratio ?? 0) >= workers
    ? `"${stack}" costs more than its ${counted(workers, 'worker')} could make up for`
    : undefined;
}

/** Why a stack that is no faster here may be of help; of one that is faster that it is. */
function whyHelpful({ stack, kind, all }: Comparison, { sides }: Grounds): string {
  const { workers = 0 } = sides.find((side) => side.stack === stack) ?? {};
  const ratio = times(all.ratio ?? 1);
  if (all.word === 'gains') {
    const where = kind === 'machines' ? '' : ' on the same machine';
    return `"${stack}" takes ${ratio} times the time of one server${where}`;
  }
  return `"${stack}" takes ${ratio} times the time on the same machine, which its ${counted(workers, 'worker')} can make up for on machines of their own`;
}

function measuredWords(
  { stack, kind, because, all }: Comparison,
  { statements, sides: [baseline] }: Grounds,
): string {
  const words = statements.map(
    ({ measured }) => measured.find((one) => one.stack === stack)?.against?.word,
  );
  const number = (word: Against['word'], says: string): string[] => {
    const count = words.filter((one) => one === word).length;
    return count === 0 ? [] : [`${count} ${says}`];
  };
  const each = [
    ...number('gains', 'gain'),
    ...number('loses', 'lose'),
    ...number('no evidence', 'without evidence'),
    ...number('too few runs', 'with too few runs'),
    ...number('refused', 'refused'),
  ];
  const kinds = { 'equal limits': 'at equal limits', machines: 'as many machines', neither: '' };
  return [
    `"${stack}"${kind === 'neither' ? '' : ` ${kinds[kind]}`}: ${ratioWords(all, baseline?.stack)}`,
    ...(each.length === 0 ? [] : [`of the statements ${each.join(', ')}`]),
    because,
  ].join('; ');
}

/** `takes 2.1 times as long for all calls as "single" (1.9 to 2.3)`. */
function ratioWords({ word, ratio, interval, reason }: Against, baseline = ''): string {
  if (word === 'no evidence') return `no evidence of a difference to "${baseline}" for all calls`;
  if (ratio === null || word === 'not measured' || word === 'refused') return 'not measured';
  const range = interval === null ? '' : ` (${interval.map(times).join(' to ')})`;
  const few = word === 'too few runs' ? `, by too few runs to say (${reason})` : '';
  return `${times(ratio)} times the time of "${baseline}" for all calls${range}${few}`;
}

function times(ratio: number): string {
  return formatNumber(ratio, ratio < 10 ? 2 : 0);
}
