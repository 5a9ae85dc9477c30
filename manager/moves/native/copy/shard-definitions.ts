import type { ClusterPlan } from '../../../../topology/plan';
import type { MoveSessions } from '../move-sessions';
import { dumpSchema } from './schema-dump';
import type { ShardPlace } from '../whereabouts';

/** Definitions that the target's shard is made of, in the order in which it gets them. */
export interface Definitions {
  readonly table: readonly string[];
  /** What tells rows apart, without which changes can't be applied. */
  readonly keys: readonly string[];
  /** The rest; on a table that has its rows it is made faster. */
  readonly others: readonly string[];
  readonly attachment: readonly string[];
}

/** Reads the definitions of a shard on its source, as pg_dump writes them. */
export async function definitionsOf(
  { source, nodes }: MoveSessions,
  plan: ClusterPlan,
  { schema, name }: ShardPlace,
): Promise<Definitions> {
  const quoted = (part: string): string => `"${part.replaceAll('"', '""')}"`;
  const options = ['--table', `${quoted(schema)}.${quoted(name)}`];
  const dump = (section: string): Promise<string[]> =>
    dumpSchema(source, plan, nodes.source, [...options, '--section', section]);
  const before = await dump('pre-data');
  const after = await dump('post-data');
  const isAttachment = (text: string): boolean => / ATTACH PARTITION /.test(text);
  const isKey = (text: string): boolean =>
    /PRIMARY KEY|REPLICA IDENTITY|^CREATE UNIQUE INDEX|ADD CONSTRAINT \S+ UNIQUE/.test(text);
  return {
    table: before.filter((text) => !isAttachment(text)),
    keys: after.filter(isKey),
    // Indexes find their own places when the table does.
    others: after.filter((text) => !isKey(text) && !isAttachment(text)),
    attachment: before.filter(isAttachment),
  };
}
