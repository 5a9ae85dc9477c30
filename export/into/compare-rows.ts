import type { Client } from 'pg';
import { startProgress } from '../../cli/progress';
import { fingerprintOf, NO_ROWS, together } from '../fingerprint';
import { inTurn } from '../in-turn';
import { readLayout } from '../layout';
import type { Manifest } from '../manifest';
import type { Engine } from '../../topology/config/cluster-config';

/** A superuser's session on the primary of a group. */
interface TableReader {
  readonly node: { readonly group: number };
  readonly client: Client;
}

/**
 * Reads all rows of the imported tables where they are, and compares their number and hash with the manifest.
 *
 * @param sessions on all primaries, the coordinator's first, with the options of sessions that copy rows
 * @throws Error that names the first table whose rows are others
 */
export async function compareRows(
  { tables }: Manifest,
  engine: Engine,
  sessions: readonly TableReader[],
): Promise<void> {
  const [coordinator] = sessions;
  if (coordinator === undefined) throw new Error('there is no coordinator');
  const layout = await readLayout(coordinator.client, engine);
  const sums = new Map(tables.map((table) => [table, NO_ROWS]));
  const progress = startProgress('comparison with the export');
  await inTurn(sessions, sessions, async (_, { node, client }) => {
    for (const table of tables) {
      const there = layout.find(
        ({ schema, name }) => schema === table.schema && name === table.name,
      );
      for (const { group, relation } of there?.parts ?? []) {
        if (group !== node.group) continue;
        const found = await fingerprintOf(client, relation, table.columns);
        sums.set(table, together(sums.get(table) ?? NO_ROWS, found));
      }
      progress.update(table.name);
    }
  });
  for (const [{ schema, name, rows, hash }, sum] of sums) {
    if (sum.rows === rows && sum.hash === BigInt(hash)) continue;
    progress.fail();
    throw new Error(
      sum.rows === rows
        ? `rows of ${schema}.${name} are others than those that were exported`
        : `${schema}.${name} has ${sum.rows} rows of ${rows} that were exported`,
    );
  }
  progress.done(`${tables.length} tables have the rows that were exported`);
}
