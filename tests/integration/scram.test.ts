import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { isReadAlike, preparedPassword } from '../../topology/config/prepared-password';
import { roleVerifier, scramVerifier } from '../../topology/postgres/scram';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** Verifiers made here against those that a real PostgreSQL makes, and logins by them. */

let server: PostgisServer;

beforeAll(async () => {
  server = await startPostgisServer();
});

afterAll(() => server.stop());

/** Of each kind, what SASLprep does to it: nothing, a mapping, a refusal. */
const PARTS = [
  ...['a', ' ', '%', '@', ':', '/', '#', '?', "'", '"', '\\', '\u0001', '\u007f'],
  ...['é', 'e\u0301', 'ß', '\uff41', '\u2168', '\ufb01', '\u00a0', '\u3000', '\u200b', '\u00ad'],
  ...['😀', '\u{1f9ff}', '\u0221', '\u0378', '\u32ff', '\u05d0', '\u0660', '\ufdfa', '\u0085'],
  ...[
    '\u2028',
    '\u0340',
    '\u{1d2c}',
    '\u2122',
    '\u{1e030}',
    '\ue000',
    '\ufffd',
    '\u2ff0',
    '\u200e',
    '\ufeff',
    '漢',
    '\u1806',
  ],
];

const PASSWORDS = [
  ...PARTS,
  // Beside what is mapped, refused, or of one direction.
  ...PARTS.flatMap((one) => ['\uff41', '😀', '\u05d0'].map((other) => one + other)),
  'x'.repeat(1000),
  'é'.repeat(1000),
];

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

describe('a verifier', () => {
  it('is the one that the server makes, for passwords of every kind', async () => {
    await server.admin.query('CREATE ROLE probed LOGIN; SET standard_conforming_strings = on');
    for (const password of PASSWORDS) {
      await server.admin.query(`ALTER ROLE probed PASSWORD ${quoted(password)}`);
      const { rows } = await server.admin.query<{ rolpassword: string }>(
        "SELECT rolpassword FROM pg_authid WHERE rolname = 'probed'",
      );
      const stored = rows[0]?.rolpassword ?? '';
      const salt = Buffer.from(/:([^$]+)\$/.exec(stored)?.[1] ?? '', 'base64');
      expect(scramVerifier(password, salt), JSON.stringify(password)).toBe(stored);
    }
  });

  it.each(['a b', `%@:/#?'"\\`, '\uff41\u00a0', 'pass😀', '\u05d0b', 'é'.repeat(500)])(
    'lets psql and node-postgres in with %s',
    async (password) => {
      const role = 'entering';
      await server.admin.query(`DROP ROLE IF EXISTS ${role}`);
      await server.admin.query(
        `CREATE ROLE ${role} LOGIN PASSWORD ${quoted(roleVerifier(role, password))}`,
      );
      const { host, port } = server.outputs.endpoints.write;
      const where = { host, port, database: 'postgres', user: role };
      expect(isReadAlike(preparedPassword(password))).toBe(true);
      const client = new Client({ ...where, password: preparedPassword(password) });
      await client.connect();
      await client.end();
      if (findOnPath('psql') === undefined) return;
      const env = { ...process.env, PGPASSWORD: password };
      const args = ['-h', host, '-p', String(port), '-U', role, '-Atc', 'SELECT 1', 'postgres'];
      const { stdout } = await promisify(execFile)('psql', args, { env });
      expect(stdout).toBe('1\n');
    },
  );
});
