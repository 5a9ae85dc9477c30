import { dumpText } from '../../export/dump-entries';
import { MANIFEST_FILE, POST_DATA_FILE, PRE_DATA_FILE, type Manifest } from '../../export/manifest';
import { folderPlace } from '../../export/place/folder';
import { storeText } from '../../export/store-text';
import { now } from '../../words/clock';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { openSource, type SourceSession } from '../inspect/open-source';
import type { Source } from '../inspect/source';
import type { Table } from '../profile';
import { removeUnfinished, unfinishedFolder } from '../swap-folder';
import { compressionFor } from './compression';
import { COPY_FOLDER, type Copy } from './copy-file';
import { BEGIN } from './copy-session';
import { copyRows, type CopiedTable } from './copy-rows';
import { maskedColumns } from './masked-columns';
import { Pace } from './pace';
import { TABLES_FILE } from './put-copy';
import { readDefinitions, type Definitions } from './read-definitions';
import type { ChosenPlan } from './read-plan';
import type { Masking } from './row-stream';
import { ALL_ROWS, sampleRows, type Sample } from './select-rows';

/** How a source is copied. */
export interface SourceCopy {
  readonly source: Source;
  readonly plan: ChosenPlan;
  /** Null for all rows. */
  readonly sample: Sample | null;
  /** What replaces values of the plan's columns; undefined where they stay. */
  readonly mask: Masking | undefined;
  /** Of rows as they are sent, bytes per second. */
  readonly maxRate: number;
  /** That of all steps. */
  readonly folder: string;
  /** See `Dump`. */
  readonly image: string;
  /** Is shown what there is before its rows are read. */
  readonly check: (definitions: Definitions) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What was copied. */
export type CopiedSource = Pick<Copy, 'source' | 'at' | 'sample' | 'masked' | 'tables' | 'ms'>;

/**
 * Copies a database into files, as of one moment, by at most two sessions that write nothing. They are beside
 * those of a former copy, whose place they take by `swapFolder`. Where it fails or is stopped none of them is
 * left.
 *
 * @throws UserError where something can't be read, or there is no room
 */
export async function copySource(order: SourceCopy): Promise<CopiedSource> {
  const { source, folder, signal } = order;
  const sessions: SourceSession[] = [];
  try {
    await removeUnfinished(folder, COPY_FOLDER);
    const session = await begin(source, signal, sessions);
    const [exported] = await session.rows<{ id: string }>(
      'a moment',
      'SELECT pg_export_snapshot() AS id',
    );
    const snapshot = exported?.id ?? '';
    const definitions = await readDefinitions(session, source, snapshot, order.plan, order.image);
    await order.check(definitions);
    const other = await begin(source, signal, sessions);
    await other.rows('a moment', `SET TRANSACTION SNAPSHOT '${snapshot}'`);
    return await copyFrom(order, definitions, [session, other]);
  } catch (error) {
    await removeUnfinished(folder, COPY_FOLDER);
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw new UserError(`the copy of ${source.address}: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  } finally {
    await Promise.all(sessions.map((session) => session.end()));
  }
}

async function begin(
  source: Source,
  signal: AbortSignal,
  sessions: SourceSession[],
): Promise<SourceSession> {
  const session = await openSource(source, signal);
  sessions.push(session);
  await session.rows('a moment', BEGIN);
  return session;
}

async function copyFrom(
  order: SourceCopy,
  { tables, manifest, preData, postData }: Definitions,
  sessions: readonly [SourceSession, ...SourceSession[]],
): Promise<CopiedSource> {
  const { source, plan, sample, mask, folder, signal } = order;
  const startedAt = now();
  const masked = mask === undefined ? [] : maskedColumns(plan.mask, tables);
  const expected = tables.reduce((sum, { bytes }) => sum + bytes, 0) / (sample?.oneIn ?? 1);
  const place = folderPlace(unfinishedFolder(folder, COPY_FOLDER));
  const selection =
    sample === null ? ALL_ROWS : await sampleRows(sessions[0], tables, plan.placement, sample);
  const copied = await copyRows(
    {
      ...{ tables, exported: manifest.tables, selection, masked, place, signal },
      pace: new Pace(order.maxRate),
      compression: await compressionFor(folder, expected),
      mask: mask ?? ((value) => value),
    },
    sessions,
    expected,
  );
  const schema = [
    await storeText(place, PRE_DATA_FILE, dumpText(preData)),
    await storeText(place, POST_DATA_FILE, dumpText(postData)),
  ];
  await storeText(place, TABLES_FILE, JSON.stringify(tables));
  const whole: Manifest = { ...manifest, schema, tables: copied.map(({ table }) => table) };
  await storeText(place, MANIFEST_FILE, `${JSON.stringify(whole, undefined, 2)}\n`);
  return {
    ...{ source: source.address, at: manifest.at, sample, masked },
    tables: withRows(copied, tables),
    ms: Math.round(now() - startedAt),
  };
}

function withRows(copied: readonly CopiedTable[], tables: readonly Table[]): Copy['tables'] {
  const holding = new Set(tables.filter(({ kind }) => kind === 'table').map(({ name }) => name));
  return copied
    .map(({ table: { schema, name, rows, hash }, bytes }) => ({
      ...{ name: `${schema}.${name}`, rows, bytes, hash },
    }))
    .filter(({ name }) => holding.has(name));
}
