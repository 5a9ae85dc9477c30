import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { configFileArguments, keepingStackFile } from './config-copy';
import { stackFile } from './stack-files';

const STACK = 'test-config-copy';
const OWN = 'config:\n  citus-cluster:engine: native\n';
const SALTED = `${OWN}encryptionsalt: v1:abc\n`;

describe("a stack's file", () => {
  afterEach(() => {
    rmSync(stackFile(STACK), { force: true });
    const [, copy] = configFileArguments(STACK);
    if (copy !== undefined) rmSync(copy);
  });

  it('is read by Pulumi itself where it has a salt, and where there is none', () => {
    expect(configFileArguments(STACK)).toEqual([]);
    writeFileSync(stackFile(STACK), SALTED);
    expect(configFileArguments(STACK)).toEqual([]);
  });

  it('has a copy else, which keeps the salt that Pulumi gave it', () => {
    writeFileSync(stackFile(STACK), OWN);
    const [option, copy = ''] = configFileArguments(STACK);
    expect(option).toBe('--config-file');
    expect(readFileSync(copy, 'utf8')).toContain(OWN);
    writeFileSync(copy, SALTED);
    writeFileSync(stackFile(STACK), `${OWN}  citus-cluster:coordinators: 1\n`);
    configFileArguments(STACK);
    expect(readFileSync(copy, 'utf8')).toBe(
      `${OWN}  citus-cluster:coordinators: 1\nencryptionsalt: v1:abc\n`,
    );
    rmSync(copy);
  });

  it('is as it was after a command that writes into it', async () => {
    writeFileSync(stackFile(STACK), OWN);
    await keepingStackFile(STACK, () => {
      writeFileSync(stackFile(STACK), SALTED);
      return Promise.resolve();
    });
    expect(readFileSync(stackFile(STACK), 'utf8')).toBe(OWN);
  });
});
