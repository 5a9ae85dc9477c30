import type Docker from 'dockerode';
import type { RestorePoint } from '../../manager/backup/catalogue';
import { onClone, type ClonedGroup } from './clone-sessions';

/** What the newest history of a server tells: where, and why, each of its timelines began. */
const HISTORY = `
  SELECT coalesce((SELECT pg_read_file('pg_wal/' || name) FROM pg_ls_waldir()
    WHERE name ~ '^[0-9A-F]{8}\\.history$' ORDER BY name DESC LIMIT 1), '') AS history`;

/** Finds out whether all groups are there and were restored to the same point; nothing where they were. */
export async function differentPoints(
  docker: Docker,
  groups: readonly ClonedGroup[],
  { name, groups: parts }: Pick<RestorePoint, 'name' | 'groups'>,
): Promise<string[]> {
  const found = await Promise.all(
    parts.map(async ({ group }) => {
      const cloned = groups.find((one) => one.group.name === group);
      if (cloned === undefined) return `${group} is missing`;
      const text = await onClone(docker, cloned, 'postgres', async (client) => {
        const { rows } = await client.query<{ history: string }>(HISTORY);
        return rows[0]?.history ?? '';
      });
      return text.includes(`at restore point "${name}"`) ? [] : `${group} did not end at ${name}`;
    }),
  );
  return found.flat();
}

/** Finds transactions that are prepared and not decided. */
export async function preparedTransactions(
  docker: Docker,
  groups: readonly ClonedGroup[],
): Promise<string[]> {
  const found = await Promise.all(
    groups.map((cloned) =>
      onClone(docker, cloned, 'postgres', async (client) => {
        const { rows } = await client.query<{ gid: string; database: string }>(
          'SELECT gid, database FROM pg_prepared_xacts ORDER BY gid',
        );
        return rows.map(
          ({ gid, database }) => `${gid} in ${database} of ${cloned.group.name} is prepared`,
        );
      }),
    ),
  );
  return found.flat();
}
