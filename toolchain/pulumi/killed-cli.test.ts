import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearAfterKill } from './killed-cli';

const ended = spawnSync(process.execPath, ['-e', '']).pid;

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'killed-cli-'));
  folder = join(root, '.pulumi', 'locks', 'organization', 'citus-cluster', 'dev');
  mkdirSync(folder, { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function lock(name: string, pid: number, host = hostname()): void {
  const content = { pid, username: 'me', hostname: host, timestamp: '2026-01-01T00:00:00Z' };
  writeFileSync(join(folder, name), JSON.stringify(content));
}

describe('clearAfterKill', () => {
  it('removes locks of processes of this machine that have ended, and no other', () => {
    lock('killed.json', ended);
    lock('at-work.json', process.pid);
    lock('elsewhere.json', ended, 'another-host');
    clearAfterKill(pathToFileURL(root).href);
    expect(readdirSync(folder).sort()).toEqual(['at-work.json', 'elsewhere.json']);
  });

  it('leaves another kind of backend alone', () => {
    lock('killed.json', ended);
    clearAfterKill('s3://states');
    expect(readdirSync(folder)).toEqual(['killed.json']);
  });

  it('removes attributes of a checkpoint that were cut off, and no others', () => {
    const stacks = join(root, '.pulumi', 'stacks', 'citus-cluster');
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, 'dev.json'), '{}');
    writeFileSync(join(stacks, 'dev.json.attrs'), '');
    writeFileSync(join(stacks, 'native.json.attrs'), '{"md5":"MQ=="}');
    clearAfterKill(pathToFileURL(root).href);
    expect(readdirSync(stacks).sort()).toEqual(['dev.json', 'native.json.attrs']);
  });
});
