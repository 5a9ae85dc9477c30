import { DatabaseError } from 'pg';
import { now } from '../../words/clock';
import { freshValues } from '../workload/fresh-values';
import type { CopySession } from '../workload/open-copy';
import type { ParameterTexts } from '../workload/make-sets';
import type { OwnStatement } from '../workload/workload-file';
import type { Answer } from './check-file';
import { planClass } from './plan-class';
import { remedyFor } from './remedy';
import { resultHash } from './result-hash';

/** A database that has the copy. */
export interface CheckedEngine {
  readonly name: string;
  readonly session: CopySession;
  /** Whether its tables are distributed by Citus. */
  readonly isCitus: boolean;
}

/** Sends a statement once, and takes back what it changes. */
export async function askEngine(
  { name: engine, session, isCitus }: CheckedEngine,
  { sql, parameters, fresh }: OwnStatement,
  set: ParameterTexts,
): Promise<Answer> {
  const values = freshValues(set, fresh).slice(0, parameters);
  try {
    const plan = isCitus ? await session.texts(`EXPLAIN (COSTS OFF) ${sql}`, values) : undefined;
    const startedAt = now();
    const { rows, count } = await session.resultOf(sql, values);
    const ms = Math.round(10 * (now() - startedAt)) / 10;
    return {
      engine,
      place: plan === undefined ? null : planClass(plan.map(([line]) => line ?? '')),
      ...{ rows: count, ms, hash: resultHash(rows), refused: null },
    };
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(08|57P)/.test(error.code ?? '')) throw error;
    // Messages of what an engine lacks, and of what there is not, quote no value; all others may.
    const message = /^(0A|42)/.test(error.code ?? '') ? error.message : '';
    const refused = {
      sqlstate: error.code ?? '',
      message,
      remedy: remedyFor(error.message) ?? null,
    };
    return { engine, place: isCitus ? 'refused' : null, rows: null, hash: null, refused };
  }
}
