import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSteps, type Step } from './run-steps';

let folder: string;
let minute: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-all-'));
  minute = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string): void {
  writeFileSync(join(folder, name), '');
  minute += 1;
  utimesSync(join(folder, name), minute * 60, minute * 60);
}

const step = (name: string, from: string[] = [], changed: Partial<Step> = {}): Step => ({
  ...{ name, file: name, from, expectedMs: 30_000 },
  run: () => {
    write(name);
    return Promise.resolve(name);
  },
  ...changed,
});

/** Runs what is asked for; lines that tell how far it is, and files that were written. */
async function walk(steps: Step[], isReplaced = false, signal = new AbortController().signal) {
  const said: string[] = [];
  const ran: string[] = [];
  await runSteps(steps, {
    ...{ folder, isReplaced, signal },
    say: (line) => said.push(line),
    print: (text) => ran.push(text.trim()),
  });
  return { said, ran };
}

const STEPS = [step('a'), step('b', ['a']), step('c', ['a', 'b'])];

it('goes on where it stopped', async () => {
  write('a');
  const { said, ran } = await walk(STEPS);
  expect(ran).toEqual(['b', 'c']);
  expect(said).toEqual([
    `step 1 of 3, a: ${join(folder, 'a')} is there; --replace makes it anew`,
    'step 2 of 3, b: about 1 min 00 s to the end',
    'step 3 of 3, c: about 30.0 s to the end',
  ]);
  expect((await walk(STEPS)).ran).toEqual([]);
});

it('makes anew what is older than what it is made of, and all where it is asked to', async () => {
  await walk(STEPS);
  write('b');
  expect((await walk(STEPS)).ran).toEqual(['c']);
  write('a');
  expect((await walk(STEPS)).ran).toEqual(['b', 'c']);
  expect((await walk(STEPS, true)).ran).toEqual(['a', 'b', 'c']);
});

it('makes anew what is not of what is asked for, and nothing where there is nothing to do', async () => {
  await walk(STEPS);
  const [a = step('a'), b = step('b')] = STEPS;
  const other = { ...b, isWhole: () => Promise.resolve(false) };
  const none = step('d', [], { idle: () => Promise.resolve('nothing to do') });
  const { said, ran } = await walk([a, other, none]);
  expect(ran).toEqual(['b']);
  expect(said[2]).toBe('step 3 of 3, d: nothing to do');
});

it('ends where it is stopped', async () => {
  const stopping = new AbortController();
  const last = step('b', [], {
    run: () => {
      stopping.abort();
      return Promise.resolve('b');
    },
  });
  await expect(walk([step('a'), last, step('c')], false, stopping.signal)).rejects.toThrow();
  expect((await walk([step('a')])).ran).toEqual([]);
});
