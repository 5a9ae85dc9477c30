import { mkdirSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FOLDER } from '../paths';
import { stackFile } from './stack-files';

/** What Pulumi writes into a stack's file before it encrypts anything, made of the passphrase. */
const SALT = /^encryptionsalt: .*$/m;

/**
 * Where Pulumi reads a stack's configuration from, as its arguments. It writes the salt of its secrets
 * into that file, so a stack whose own file holds none, one that others share for instance, is given a
 * copy with the salt, beside the states.
 */
export function configFileArguments(stack: string): string[] {
  const own = readStackFile(stack);
  if (own === undefined || SALT.test(own)) return [];
  const copy = join(STATE_FOLDER, 'config', `Pulumi.${stack}.yaml`);
  const salt = existsSync(copy) ? (SALT.exec(readFileSync(copy, 'utf8'))?.[0] ?? '') : '';
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, `${own.trimEnd()}\n${salt}\n`);
  return ['--config-file', copy];
}

/** Runs what makes a stack, and leaves its file as it was: Pulumi takes no other file for that. */
export async function keepingStackFile<T>(stack: string, run: () => Promise<T>): Promise<T> {
  const before = readStackFile(stack);
  try {
    return await run();
  } finally {
    if (before !== undefined && readStackFile(stack) !== before) {
      writeFileSync(stackFile(stack), before);
    }
  }
}

function readStackFile(stack: string): string | undefined {
  const file = stackFile(stack);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
