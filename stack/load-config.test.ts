import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, storedPasswords } from './load-config';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stack-file-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function load(text: string) {
  writeFileSync(join(root, 'Pulumi.mine.yaml'), text);
  return loadConfig('mine', root);
}

describe('loadConfig', () => {
  it('reads values, and leaves passwords to the program', () => {
    const { workers } = load(`
encryptionsalt: v1:abc
config:
  citus-cluster:workers: { count: 4 }
  citus-cluster:passwords:
    citus: { secure: v1:abc }
`);
    expect(workers.count).toBe(4);
    expect([...storedPasswords('mine', root)]).toEqual(['citus']);
  });

  it.each([
    [
      'what is no YAML, with its place',
      'config:\n  citus-cluster:workers: {count: 4\n  citus-cluster:engine: native\n',
      /^Pulumi\.mine\.yaml, line \d+, column \d+: [^\n]+; correct the file/,
    ],
    [
      'a key that is there twice',
      'config:\n  citus-cluster:engine: native\n  citus-cluster:engine: citus\n',
      /^Pulumi\.mine\.yaml, line 3, column 3: Map keys must be unique; /,
    ],
    [
      'a secret that is no password',
      'config:\n  citus-cluster:workers:\n    count: { secure: v1:abc }\n',
      /^config workers\.count in Pulumi\.mine\.yaml is a secret, .* --path citus-cluster:workers\.count VALUE --stack mine$/,
    ],
    [
      'a secret parameter',
      'config:\n  citus-cluster:postgres.worker: { work_mem: { secure: v1:abc } }\n',
      /^config postgres\.worker\.work_mem in Pulumi\.mine\.yaml is a secret/,
    ],
    [
      'all passwords in one secret',
      'config:\n  citus-cluster:passwords: { secure: v1:abc }\n',
      /^config passwords in Pulumi\.mine\.yaml is one secret, .* config get citus-cluster:passwords --stack mine` shows it/,
    ],
    [
      'an environment of Pulumi ESC',
      'environment:\n  - shared\nconfig:\n  citus-cluster:engine: native\n',
      /^Pulumi\.mine\.yaml has an "environment" of Pulumi ESC, .*; put the values into the file/,
    ],
  ])('refuses %s, on one line', (_what, text, words) => {
    expect(() => load(text)).toThrow(words);
  });
});
