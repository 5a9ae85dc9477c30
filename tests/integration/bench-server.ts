import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { bench, type BenchParts } from '../../benchmark/bench';
import type { RunResult } from '../../benchmark/run';
import { benchParts, parseBench } from './bench-call';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** A server for all tests of a file, and a results folder for each. */
export interface BenchServer {
  readonly server: PostgisServer;
  /** Empty at the begin of each test. */
  readonly results: string;
  /** Runs a benchmark with a second of warm-up. */
  readonly run: (
    scenario: string,
    args: readonly string[],
    parts?: Partial<BenchParts>,
  ) => Promise<readonly RunResult[]>;
  /** Sessions of the load generator. */
  readonly sessions: () => Promise<number>;
  /** Age of the oldest of them, s; 0 without any. The first second of a load is warm-up. */
  readonly loadedSeconds: () => Promise<number>;
}

/** Registers the hooks that make and remove server and folders; to be called where tests are. */
export function useBenchServer(): BenchServer {
  let server: PostgisServer;
  let results: string;

  beforeAll(async () => {
    server = await startPostgisServer();
  });

  afterAll(async () => {
    await server.stop();
  });

  beforeEach(() => {
    results = mkdtempSync(join(tmpdir(), 'citus-cluster-results-'));
  });

  afterEach(() => {
    rmSync(results, { recursive: true, force: true });
  });

  return {
    get server() {
      return server;
    },
    get results() {
      return results;
    },
    run: (scenario, args, parts = {}) => {
      const options = parseBench(scenario, ['--results', results, '--warmup', '1s', ...args]);
      return bench(options, benchParts(server, parts));
    },
    sessions: async () => (await loadOf(server)).sessions,
    loadedSeconds: async () => (await loadOf(server)).seconds,
  };
}

async function loadOf({ admin }: PostgisServer): Promise<{ sessions: number; seconds: number }> {
  const { rows } = await admin.query<{ sessions: number; seconds: number }>(
    `SELECT count(*)::int AS sessions,
       coalesce(extract(epoch FROM clock_timestamp() - min(backend_start)), 0)::float8 AS seconds
     FROM pg_stat_activity WHERE application_name = 'citus-cluster bench' AND usename = 'citus'`,
  );
  return rows[0] ?? { sessions: 0, seconds: 0 };
}
