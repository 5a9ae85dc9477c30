import type Docker from 'dockerode';
import { databasesOf, onClone, type ClonedGroup } from './clone-sessions';

/** Files of a database that are made of pages, and which part of a relation each is. */
const FILES = `
  SELECT c.oid, c.oid::regclass::text AS name, f.fork
  FROM pg_class c, unnest('{main,fsm,vm}'::text[]) AS f(fork)
  WHERE c.relkind IN ('r', 'i', 'm', 't', 'S') AND c.relpersistence <> 't'
    AND pg_relation_size(c.oid, f.fork) > 0
  ORDER BY 1`;

/** What is found and how much was looked at. */
export interface ReadPages {
  readonly pages: number;
  /** A line a file that is damaged. */
  readonly damaged: readonly string[];
}

/** Reads all pages of a group's primary: PostgreSQL compares each that it reads with its checksum. */
export async function readPages(docker: Docker, cloned: ClonedGroup): Promise<ReadPages> {
  const all: ReadPages[] = [];
  for (const database of await databasesOf(docker, cloned)) {
    all.push(await readDatabase(docker, cloned, database));
  }
  return {
    pages: all.reduce((sum, { pages }) => sum + pages, 0),
    damaged: [...new Set(all.flatMap(({ damaged }) => damaged))],
  };
}

async function readDatabase(
  docker: Docker,
  cloned: ClonedGroup,
  database: string,
): Promise<ReadPages> {
  const where = `of ${database} on ${cloned.group.name}`;
  return onClone(docker, cloned, database, async (client) => {
    const { rows: settings } = await client.query<{ data_checksums: string }>(
      'SHOW data_checksums',
    );
    const damaged =
      settings[0]?.data_checksums === 'on' ? [] : [`${cloned.group.name} has no checksums`];
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
    const { rows: files } = await client.query<{ oid: number; name: string; fork: string }>(FILES);
    let pages = 0;
    for (const { oid, name, fork } of files) {
      try {
        const { rows } = await client.query<{ pages: string }>(
          `SELECT pg_prewarm($1::regclass, 'buffer', $2) AS pages`,
          [oid, fork],
        );
        pages += Number(rows[0]?.pages ?? 0);
      } catch (error) {
        damaged.push(`${name} ${where}: ${(error as Error).message}`);
      }
    }
    return { pages, damaged };
  });
}
