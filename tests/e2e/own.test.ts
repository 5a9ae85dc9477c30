import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCopy } from '../../own/copy/copy-file';
import { readVerdict } from '../../own/verdict/verdict-file';
import { connect } from '../../sql/connect';
import { startOwnSource, type OwnSource } from '../integration/own-source';
import { awaitCondition } from './await-condition';
import {
  copyStack,
  dropStack,
  npmRun,
  npmRunOk,
  ROOT,
  stackOutputs,
  testEnvironment,
} from './project';
import { testPorts } from './test-ports';

/** Without workers, and with one. */
const STACKS = ['test-own-single', 'test-own-native'] as const;
const [SINGLE, NATIVE] = STACKS;

/** What keeps a stack small. */
const SMALL = { coordinators: 1, 'etcd.members': 1, 'backup.enabled': false };

describe('own all, on a shop and two stacks that are not there', () => {
  let source: OwnSource;
  let folder: string;
  let all: string[];

  beforeAll(async () => {
    copyStack('single', SINGLE, { ...SMALL, ports: testPorts(15_780) });
    const worker = { 'workers.count': 1, 'workers.standbys': 0 };
    copyStack('native', NATIVE, { ...SMALL, ...worker, ports: testPorts(15_800) });
    source = await startOwnSource();
    await source.load(40);
    folder = path.join(source.folder, 'all');
    const order = ['--yes', '--in', folder, '--results', path.join(source.folder, 'results')];
    const brief = ['--interval', '1s', '--rounds', '1', '--duration', '5s'];
    all = ['all', '--source', source.uri('copier'), ...order, ...brief, '--stack', ...STACKS];
  }, 10 * 60_000);

  afterAll(async () => {
    for (const stack of STACKS) {
      const { code } = await npmRun('down', '--stack', stack, '--yes');
      if (code === 0) dropStack(stack);
    }
    await source?.remove();
  }, 180_000);

  /** What a query gives on both stacks. */
  async function onBoth(sql: string): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const stack of STACKS) {
      const { connections } = await stackOutputs(stack);
      const client = await connect(connections.write, 'citus-cluster test');
      answers.push((await client.query(sql)).rows[0]);
      await client.end();
    }
    return answers;
  }

  it('is stopped while they come up, and leaves no file', async () => {
    const args = ['--import', 'tsx', 'scripts/own.ts', ...all];
    const step = spawn(process.execPath, args, { cwd: ROOT, env: testEnvironment() });
    const ended = once(step, 'exit');
    let said = '';
    step.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const isUnderWay = (text: string): boolean => /bring up .*: .*[1-9]\d* parts/.test(text);
    await awaitCondition('parts of a stack', () => Promise.resolve(said), isUnderWay, 240_000);
    step.kill('SIGINT');
    expect(await ended, said).toEqual([130, null]);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  }, 300_000);

  it('goes on from there to a verdict, without sample rows', async () => {
    await npmRunOk('own', ...all);
    const { sides, statements } = await readVerdict(folder);
    expect(sides).toMatchObject([
      { stack: SINGLE, workers: 0, runs: 1, operationsPerSecond: expect.any(Number) },
      { stack: NATIVE, workers: 1, runs: 1, operationsPerSecond: expect.any(Number) },
    ]);
    expect(sides.every(({ operationsPerSecond }) => operationsPerSecond > 10)).toBe(true);
    const timed = statements.filter(({ measured }) => measured.every(({ p50 }) => p50 !== null));
    expect(timed.length).toBeGreaterThan(statements.length / 2);
    expect(existsSync(path.join(folder, 'verdict.html'))).toBe(true);
    const { stacks } = await readCopy(folder);
    expect(stacks).toMatchObject(STACKS.map((stack) => ({ stack, orphans: 0 })));
    const [shop] = await source.query('SELECT count(*)::int AS orders FROM orders');
    expect(await onBoth('SELECT count(*)::int AS orders FROM orders')).toEqual([shop, shop]);
    const samples = await onBoth('SELECT count(*)::int AS rows FROM vehicle_locations');
    expect(samples).toEqual([{ rows: 0 }, { rows: 0 }]);
  }, 600_000);

  it('has nothing left to do', async () => {
    const { code, stderr } = await npmRun('own', ...all);
    expect([code, stderr.match(/is there; --replace makes it anew/g)]).toEqual([
      0,
      Array.from({ length: 6 }, () => 'is there; --replace makes it anew'),
    ]);
  }, 60_000);

  it('is forgotten, by stacks and files', async () => {
    await npmRunOk('own', 'forget', '--in', folder, '--yes');
    expect(existsSync(folder)).toBe(false);
    const left = await onBoth(`SELECT to_regclass('orders')::text AS orders`);
    expect(left).toEqual([{ orders: null }, { orders: null }]);
  }, 60_000);
});
