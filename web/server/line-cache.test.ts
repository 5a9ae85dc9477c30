import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LineCache } from './line-cache';

let folder: string;
let program: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-lines-'));
  program = join(folder, 'helper.js');
  writeFileSync(program, 'one');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = new Map([['notes', { stamp: '1:2', line: null }]]);

it('keeps the lines of one results folder, as one program makes them', () => {
  new LineCache(join(folder, 'kept'), '/results', program).write(lines);
  expect(new LineCache(join(folder, 'kept'), '/results', program).read()).toEqual(lines);
  expect(new LineCache(join(folder, 'kept'), '/others', program).read().size).toBe(0);
  writeFileSync(program, 'another');
  expect(new LineCache(join(folder, 'kept'), '/results', program).read().size).toBe(0);
});

it('takes a damaged file for none', () => {
  const cache = new LineCache(join(folder, 'kept'), '/results', program);
  cache.write(lines);
  const [name = ''] = readdirSync(join(folder, 'kept'));
  writeFileSync(join(folder, 'kept', name), '[');
  expect(cache.read().size).toBe(0);
});
