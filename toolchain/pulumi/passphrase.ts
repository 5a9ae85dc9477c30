import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../words/user-error';
import { listStacks, stackFile } from './stack-files';
import { STATE_FOLDER } from '../paths';

/** Where the passphrase is kept that this project generates. */
export const PASSPHRASE_FILE = join(STATE_FOLDER, 'passphrase');

/**
 * The variables that give Pulumi the passphrase of the stacks' secrets: the user's own
 * (`PULUMI_CONFIG_PASSPHRASE` or `PULUMI_CONFIG_PASSPHRASE_FILE`), else a file with a generated one,
 * which only its owner can read.
 *
 * @throws UserError if a stack holds secrets of a passphrase that is gone
 */
export function passphraseEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  if (env['PULUMI_CONFIG_PASSPHRASE'] !== undefined || env['PULUMI_CONFIG_PASSPHRASE_FILE']) {
    return {};
  }
  if (!existsSync(PASSPHRASE_FILE)) {
    refuseOrphanedSecrets();
    mkdirSync(dirname(PASSPHRASE_FILE), { recursive: true });
    try {
      writeFileSync(PASSPHRASE_FILE, `${randomBytes(24).toString('base64url')}\n`, {
        mode: 0o600,
        flag: 'wx',
      });
    } catch (error) {
      // A command that ran at the same time made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE_FILE };
}

function refuseOrphanedSecrets(): void {
  const orphan = listStacks().find((stack) =>
    /^\s+(\S+:\s+)?secure:/m.test(readFileSync(stackFile(stack), 'utf8')),
  );
  if (orphan === undefined) return;
  throw new UserError(
    `Pulumi.${orphan}.yaml holds secrets, but their passphrase is neither in ${PASSPHRASE_FILE} nor in PULUMI_CONFIG_PASSPHRASE`,
    'set the variable, or remove "encryptionsalt" and "citus-cluster:passwords" from the file to have other passwords made',
  );
}
