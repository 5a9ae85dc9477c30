import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ForeignRepository } from '../../running/backup/foreign-repository';
import type { RepositoryConfig } from '../../topology/backup/backup-config';
import { REPOSITORIES } from '../../topology/backup/backup-schema';
import type { RepositorySecrets } from '../../topology/backup/backup-secrets';
import { placeName } from '../../topology/backup/place-name';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** The keys of secrets' files by the secrets' names; who writes them reads them by their own keys. */
const SECRET_FILES = {
  passphrase: 'passphraseFile',
  s3Key: 's3KeyFile',
  s3KeySecret: 's3KeySecretFile',
  sftpKey: 'sftpKeyFile',
} as const;

/** Those that each type of place takes besides the passphrase. */
const OF_TYPE = {
  volume: [],
  s3: ['s3Key', 's3KeySecret'],
  sftp: ['sftpKey'],
} as const satisfies Record<RepositoryConfig['type'], readonly (keyof RepositorySecrets)[]>;

const name = z.string().min(1);

/** What a file has beside the keys of `backup.repo`. */
const BESIDE = z.object({
  volume: name.optional(),
  passphraseFile: name,
  s3KeyFile: name.optional(),
  s3KeySecretFile: name.optional(),
  sftpKeyFile: name.optional(),
});

/**
 * Reads where a repository is and what opens it: a YAML file with the keys of `backup.repo`, or the name of a
 * Docker volume (`volume`), and names of files that hold passphrase and keys, from its own folder on.
 *
 * @throws UserError naming file and key
 */
export function readRepositoryFile(file: string): ForeignRepository {
  const fail = (why: string): never => {
    throw new UserError(`${file}: ${why}`, 'docs/backup.md shows such a file');
  };
  const text = readText(file, fail);
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    fail('it has to be YAML');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return fail('it has to hold keys and values');
  }
  const { beside, place } = divide(content as Readonly<Record<string, unknown>>);
  const { volume, ...files } = parsed(BESIDE, beside, fail);
  const given = { ...(volume !== undefined && { type: 'volume' }), ...place };
  const found = parsed(REPOSITORIES.first.schema, given, fail);
  if (found.type === 'volume' && volume === undefined) fail('volume is missing: its name');
  if (found.type !== 'volume' && volume !== undefined)
    fail(`volume is given with type ${found.type}`);
  const repository =
    found.type === 's3' ? { ...found, path: found.path ?? fail(MISSING_PATH) } : found;
  const names: readonly (keyof typeof SECRET_FILES)[] = ['passphrase', ...OF_TYPE[found.type]];
  const secrets = names.map((secret) => {
    const key = SECRET_FILES[secret];
    const named = files[key] ?? fail(`${key} is missing`);
    const whole = readText(resolve(dirname(file), named), (why) => fail(`${key}: ${why}`));
    // A key is a file of lines; the others are one.
    const value = secret === 'sftpKey' ? whole : whole.replace(/\r?\n$/, '');
    if (value === '' || (secret !== 'sftpKey' && /[\r\n]/.test(value))) {
      fail(`${key}: ${named} has to hold one line`);
    }
    return [secret, value] as const;
  });
  return {
    place: volume === undefined ? placeName(repository) : `volume ${volume}`,
    ...{ repository, volume },
    secrets: Object.fromEntries(secrets) as unknown as RepositorySecrets,
  };
}

const MISSING_PATH =
  'path is missing: that of backup.repo, which is /citus-cluster/STACK where it was not set';

function divide(content: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(content);
  const isBeside = ([key]: [string, unknown]): boolean => key in BESIDE.shape;
  return {
    beside: Object.fromEntries(entries.filter(isBeside)),
    place: Object.fromEntries(entries.filter((entry) => !isBeside(entry))),
  };
}

/** Names keys and what is wrong with them, and no value: one of them may be a secret in a wrong place. */
function parsed<T>(schema: z.ZodType<T>, value: unknown, fail: (why: string) => never): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    return fail(`unknown: ${issue.keys.join(', ')}; allowed: ${REPOSITORIES.first.allowed}`);
  }
  const key = issue?.path.join('.');
  return fail(key ? `${key} is missing or not as it has to be` : `no repository`);
}

function readText(file: string, fail: (why: string) => never): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return fail(`it can't be read: ${messageOf(error)}`);
  }
}
