import type Docker from 'dockerode';
import type { Client } from 'pg';
import { differentRows } from '../../manager/backup/proofs/compare-rows';
import { readRows, ROWS_SESSION, type AskedShard } from '../../manager/backup/proofs/read-rows';
import type { RowProof } from '../../manager/backup/proofs/row-proof';
import {
  storedShards,
  type AskGroup,
  type StoredShard,
} from '../../manager/backup/proofs/stored-shards';
import { closeSession } from '../../manager/sessions/sessions';
import type { ClusterPlan } from '../../topology/plan';
import { openOnClone, type ClonedGroup } from './clone-sessions';

/**
 * Compares all rows of a clone with those that are kept with the point that it was restored to.
 *
 * @returns what differs, a line a shard; nothing where nothing does
 */
export async function comparedRows(
  docker: Docker,
  groups: readonly ClonedGroup[],
  { engine, database }: Pick<ClusterPlan, 'engine' | 'database'>,
  kept: RowProof,
  signal: AbortSignal,
): Promise<string[]> {
  const sessions = new Map<string, Client>();
  try {
    for (const cloned of groups) {
      const client = await openOnClone(docker, cloned, database);
      sessions.set(cloned.group.name, client);
      await client.query(ROWS_SESSION);
    }
    const ask: AskGroup = ({ name }, run) => {
      const client = sessions.get(name);
      if (client === undefined) throw new Error(`${name} is missing`);
      return run(client);
    };
    const plans = groups.map(({ group }) => group);
    const asked = askedOf(await storedShards(ask, engine, plans), kept);
    const read = await Promise.all(
      plans.map(({ name }) => {
        const own = asked.filter(({ group }) => group === name);
        return readRows(ask, own, { share: 1, signal });
      }),
    );
    signal.throwIfAborted();
    return differentRows(kept, read.flat());
  } finally {
    await Promise.all([...sessions.values()].map(closeSession));
  }
}

/** As much of each shard as is kept of it; all of what nothing is kept of, unless something was left out. */
function askedOf(stored: readonly StoredShard[], { rows, left }: RowProof): AskedShard[] {
  const keyOf = ({ group, shard }: Pick<StoredShard, 'group' | 'shard'>) => `${group} ${shard}`;
  const kept = new Map(rows.map((one) => [keyOf(one), one.pages]));
  return stored
    .filter((one) => left === 0 || kept.has(keyOf(one)))
    .map((one) => ({ ...one, asked: kept.get(keyOf(one)) ?? null }));
}
