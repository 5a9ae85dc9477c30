import { loadModule } from 'libpg-query';
import type { Routing } from '../../k6-scripts/lib/operation';
import { startProgress } from '../../cli/progress';
import type { Source } from '../inspect/source';
import type { Placement } from '../plan/placement';
import { rootTables } from '../plan/root-tables';
import { statementClass, type ClassName } from '../plan/statement-class';
import { readWorkload, type Use } from '../plan/workload';
import type { Profile } from '../profile';
import { isDetermined } from '../statements/is-determined';
import { keyParameter } from './key-parameter';
import { replayName } from './replay-name';
import type { ParameterTexts } from './make-sets';
import { openCopy } from './open-copy';
import { recordStatement } from './record-statement';
import type { OwnStatement, OwnWorkload } from './workload-file';

/** A workload, and by its statements' names the values that they are replayed with. */
export interface RecordedFiles {
  readonly workload: OwnWorkload;
  readonly pools: ReadonlyMap<string, readonly ParameterTexts[]>;
  /** Which parameter has a key of the distribution, from 0, of statements that have one. */
  readonly keys: ReadonlyMap<string, number>;
}

const ROUTINGS: Readonly<Record<ClassName, Routing>> = {
  'one shard': 'single-shard',
  coordinator: 'none',
  'all shards': 'multi-shard',
  moved: 'multi-shard',
  refused: 'multi-shard',
};

/**
 * Makes a workload of a profile's statements, with values from a copy of its database.
 *
 * @param placement where a plan has the tables
 * @throws UserError where the copy can't be reached
 */
export async function recordWorkload(
  profile: Profile,
  placement: Placement,
  copyAt: Source,
  signal: AbortSignal,
): Promise<RecordedFiles> {
  await loadModule();
  const { weights, uses, unplanned } = readWorkload(profile);
  const tables = new Map(rootTables(profile).map((table) => [table.name, table]));
  const figures = new Map(profile.statements.list.map((one) => [one.id, one[weights]]));
  const all = [...uses, ...unplanned].reduce((sum, { ms }) => sum + ms, 0) || 1;
  const statements: OwnStatement[] = [];
  const left: OwnWorkload['left'] = unplanned.map(({ why, ms }) => ({
    ...{ text: null, why, share: ms / all },
  }));
  const leave = ({ text, ms }: Use, why: string) => left.push({ text, why, share: ms / all });
  const growing = new Set<string>();
  const pools = new Map<string, readonly ParameterTexts[]>();
  const keys = new Map<string, number>();
  const copy = await openCopy(copyAt, profile.server.searchPath, signal);
  const progress = startProgress('values');
  try {
    for (const [index, use] of uses.entries()) {
      signal.throwIfAborted();
      progress.update(`${index} of ${uses.length} statements`);
      const { rows } = figures.get(use.id) ?? { rows: 0 };
      const recorded = await recordStatement(copy, use, tables, rows / use.calls);
      if ('why' in recorded) {
        leave(use, recorded.why);
        continue;
      }
      const { sql, sets, types, fresh, undo, grows, rowsPerCall } = recorded;
      const name = replayName(use.shape, statements);
      const predicted = statementClass(use.shape, placement, tables);
      const isRead = use.shape.writes.length === 0 && !use.shape.locksRows;
      if (grows !== undefined) growing.add(grows);
      pools.set(name, sets);
      const key = keyParameter(use.shape, placement, fresh);
      if (key !== undefined) keys.set(name, key);
      statements.push({
        ...{ name, id: use.id, sql, class: isRead ? 'read' : 'write', predicted, undo },
        isDetermined: isDetermined(use.shape, tables),
        hottest: null,
        ...{ routing: ROUTINGS[predicted.name], weight: use.calls, share: use.ms / all },
        ...{ types: [...types], parameters: types.length, fresh: [...fresh] },
        rowsPerCall: { recorded: rows / use.calls, replayed: rowsPerCall },
      });
    }
    progress.done(`${statements.length} of ${uses.length} statements`);
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await copy.end();
  }
  const { address: source } = profile.server;
  return {
    workload: { format: 1, source, statements, transactions: [], left, growing: [...growing] },
    ...{ pools, keys },
  };
}
