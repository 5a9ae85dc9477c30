import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { escapeIdentifier, type Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Checksum } from './checksum';
import { fingerprintOf, type Fingerprint } from './fingerprint';
import type { TablePart } from './layout';
import type { DataFile } from './manifest';
import type { Place } from './place/place';

/** Fast, and a third of the bytes of most rows: what is slower is slower than the rows come. */
const LEVEL = 1;

/** A file with the rows of a part, and what they add up to. */
export interface CopiedPart {
  readonly file: DataFile;
  readonly fingerprint: Fingerprint;
}

/**
 * Copies a part of a table into a file.
 *
 * @param client a session of the cut on the part's node
 * @param onBytes told the bytes of the rows, before compression, as they go
 * @throws Error where rows and their fingerprint are not of one moment: the session is none of the cut
 */
export async function copyPart(
  client: Client,
  { relation, shard }: TablePart,
  columns: readonly string[],
  place: Place,
  file: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<CopiedPart> {
  const list = columns.map(escapeIdentifier).join(', ');
  const rows = client.query(copyTo(`COPY (SELECT ${list} FROM ONLY ${relation}) TO STDOUT`));
  const checksum = new Checksum();
  const out = new PassThrough();
  rows.on('data', (chunk: Buffer) => {
    onBytes(chunk.length);
  });
  await Promise.all([
    pipeline(rows, createGzip({ level: LEVEL }), checksum, out, { signal }),
    place.write(file, out),
  ]);
  const fingerprint = await fingerprintOf(client, relation, columns);
  if (fingerprint.rows !== rows.rowCount) {
    throw new Error(`${relation}: ${rows.rowCount} rows copied of ${fingerprint.rows}`);
  }
  const stored = { file, bytes: checksum.bytes, sha256: checksum.sha256() };
  return { file: { ...stored, shard, rows: fingerprint.rows }, fingerprint };
}
