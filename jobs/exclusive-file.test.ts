import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../cli/process-identity';
import { claimFile, claimOn } from './exclusive-file';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claim-'));
  path = join(folder, 'dev.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a process that has ended leaves behind. */
function leaveBehind(owner = { pid: spawnSync('true').pid, startTicks: '1' }): void {
  writeFileSync(path, JSON.stringify({ id: 'old', owner, about: 'old' }));
}

describe('claimFile', () => {
  it('gives a file to one, and tells the next who has it', () => {
    const first = claimFile(path, 'bench');
    expect(first).toMatchObject({ made: { about: 'bench', owner: { pid: process.pid } } });
    expect(claimFile(path, 'chaos')).toMatchObject({ heldBy: { about: 'bench' } });
    expect(claimOn(path)).toMatchObject({ about: 'bench' });
    if ('made' in first) first.release();
    expect(claimOn(path)).toBeUndefined();
    expect(claimFile(path, 'chaos')).toHaveProperty('made');
    expect(readdirSync(folder)).toEqual(['dev.json']);
  });

  it('takes over from a process that is gone', () => {
    leaveBehind();
    expect(claimOn(path)).toBeUndefined();
    expect(claimFile(path, 'new')).toHaveProperty('made');
    expect(readdirSync(folder)).toEqual(['dev.json']);
  });

  it('takes over from a process whose id another one has now', () => {
    leaveBehind({ ...identityOf(), startTicks: '1' });
    expect(claimFile(path, 'new')).toHaveProperty('made');
  });

  it('takes over where the one who took over was gone in the middle of it', () => {
    leaveBehind();
    const dead = { pid: spawnSync('true').pid, startTicks: '1' };
    writeFileSync(`${path}.after-old`, JSON.stringify({ id: 'heir', owner: dead, about: null }));
    expect(claimFile(path, 'new')).toHaveProperty('made');
    expect(readdirSync(folder)).toEqual(['dev.json']);
  });

  it('goes to one of many processes that find it dead at the same moment', async () => {
    leaveBehind();
    const log = join(folder, 'log');
    writeFileSync(log, '');
    const program = `
      const { claimFile } = require(${JSON.stringify(join(__dirname, 'exclusive-file.ts'))});
      const { appendFileSync } = require('node:fs');
      process.stdin.once('data', () => {
        const outcome = claimFile(${JSON.stringify(path)}, 'new');
        appendFileSync(${JSON.stringify(log)}, 'made' in outcome ? 'made ' : 'refused ');
        // Nobody who was refused may find the owner gone.
        process.stdin.once('data', () => process.exit());
      });
      process.stdout.write('ready');
    `;
    const rivals = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '-e', program], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(rivals.map(({ stdout }) => once(stdout, 'data')));
    for (const { stdin } of rivals) stdin.write('go');
    await expect
      .poll(() => readFileSync(log, 'utf8').trim().split(' ').sort(), { timeout: 20_000 })
      .toEqual(['made', ...Array<string>(5).fill('refused')]);
    const exits = rivals.map((rival) => once(rival, 'exit'));
    for (const { stdin } of rivals) stdin.write('end');
    await Promise.all(exits);
  }, 60_000);
});
