import { z } from 'zod';
import { checkSchema } from '../check/check-file';
import { readWorkFile } from '../read-work-file';

/** The file of `own verdict`. */
export const VERDICT = 'verdict.json';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const checked = checkSchema.shape.statements.element;
const answer = checked.shape.answers.element;

/** A figure of a sharded stack against the baseline's. */
const against = z.strictObject({
  /** The stack's divided by the baseline's, medians of their runs; null where one has none. */
  ratio: amount.nullable(),
  /** That holds it with 93 % or more; null under six runs. */
  interval: z.tuple([amount, amount]).nullable(),
  word: z.enum(['gains', 'loses', 'no evidence', 'too few runs', 'refused', 'not measured']),
  /** Why it is neither of the first two; empty where nothing is to be said. */
  reason: z.string(),
});

/** What one stack made of a statement, or of a transaction. */
const measured = z.strictObject({
  stack: z.string(),
  /** ms, medians of the runs; null where a run has none. */
  p50: amount.nullable(),
  p99: amount.nullable(),
  /** By p50; null of the baseline. */
  against: against.nullable(),
});

const side = z.strictObject({
  stack: z.string(),
  engine: z.enum(['citus', 'native']),
  /** Without, it is the baseline, which is the first side. */
  workers: count,
  /** Of its database nodes together, standbys among them. */
  limits: z.strictObject({
    nodes: count,
    /** Null where one has no limit: all share the machine's cores. */
    cpus: amount.nullable(),
    memoryMiB: count,
  }),
  /** Of all its runs: `npm run compare -- tag:ONE tag:OTHER` shows more of them. */
  tag: z.string(),
  /** Whole ones. */
  runs: count,
  /** Median of the runs. */
  operationsPerSecond: amount,
  /** Its containers' CPU, median of the runs; null where they were not looked at. */
  cpuMsPerCall: amount.nullable(),
  /** Mean time a call, by the calls that were recorded, without what a stack refuses; median, ms. */
  msPerCall: amount.nullable(),
});

/** A sharded stack against the baseline. */
const comparison = z.strictObject({
  stack: z.string(),
  /** `equal limits`: what sharding costs; `machines`: what as many machines give; `neither`. */
  kind: z.enum(['equal limits', 'machines', 'neither']),
  /** What its limits are, and so what may be said by them. */
  because: z.string(),
  /** By `msPerCall`. */
  all: against,
});

/** What was measured, and what follows of it. No value of a row is in it. */
export const verdictSchema = z.strictObject({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** `user@host:port/database` */
  source: z.string(),
  verdict: z.enum(['shard', 'not yet', "don't shard", 'no verdict']),
  because: z.array(z.string()),
  /** How far it reaches. */
  reach: z.strictObject({
    /** Of the tables as they were measured, with indexes, and of the source's. */
    measuredBytes: count,
    sourceBytes: count,
    /** Three times what was measured: nothing is claimed beyond. */
    upToBytes: count,
    because: z.string(),
  }),
  /** The baseline first; none where no proposal was there to be measured. */
  sides: z.array(side),
  /** One for each further side. */
  comparisons: z.array(comparison),
  /** By their share of the time, the largest first. */
  statements: z.array(
    z.strictObject({
      name: z.string(),
      /** Normalised. */
      sql: z.string(),
      /** Of the recorded time, and of the replayed calls, 0 to 1. */
      share: amount,
      callShare: amount,
      predicted: checked.shape.predicted,
      /** Where it runs, gives and is refused, by stack. */
      answers: z.array(answer),
      isSame: z.boolean(),
      isDetermined: checked.shape.isDetermined,
      /** In the order of the sides; empty where it is sent in transactions alone. */
      measured: z.array(measured),
    }),
  ),
  /** What was measured as one. */
  transactions: z.array(
    z.strictObject({
      name: z.string(),
      /** Names of statements, in their order. */
      statements: z.array(z.string()),
      callShare: amount,
      measured: z.array(measured),
    }),
  ),
  /** What is not replayed, and why, with its share of the recorded time. */
  left: z.array(z.strictObject({ text: z.string().nullable(), why: z.string(), share: amount })),
  /** What its reader has to know before trusting it, a sentence each. */
  warnings: z.array(z.string()),
});

/** Reads a folder's verdict. @throws UserError naming the file and what is wrong with it */
export function readVerdict(folder: string): Promise<Verdict> {
  return readWorkFile(folder, VERDICT, verdictSchema, 'make it by `npm run own -- verdict`');
}

/** What was measured, and what follows of it. */
export type Verdict = z.infer<typeof verdictSchema>;

/** A figure of a sharded stack against the baseline's. */
export type Against = z.infer<typeof against>;

/** What one stack made of a statement, or of a transaction. */
export type Measured = z.infer<typeof measured>;

/** A stack that was measured. */
export type VerdictSide = z.infer<typeof side>;
