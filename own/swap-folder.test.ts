import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { swapFolder } from './swap-folder';
import { writePools } from './workload/write-pools';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-swap-'));
  mkdirSync(join(folder, 'pools'));
  writeFileSync(join(folder, 'pools', 'former.json'), '[]');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const files = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

it('takes the place of another at once, and whole', async () => {
  await writePools(folder, new Map([['one', [[1]]]]));
  expect(files()).toContain('pools/former.json');
  await swapFolder(folder, 'pools');
  expect(files()).toEqual(['pools', 'pools/one.json']);
  await writePools(folder, new Map());
  await swapFolder(folder, 'pools');
  expect(files()).toEqual([]);
});

it('leaves the former where it can not be written', async () => {
  const pools = new Map([
    ['one', [[1]]],
    ['no/such/place', [[1]]],
  ]);
  await expect(writePools(folder, pools)).rejects.toThrow(/one|no\/such\/place/);
  expect(files()).toEqual(['pools', 'pools/former.json']);
});
