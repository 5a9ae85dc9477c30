import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from './repository-file';

/** A folder with a repository's file and files of secrets. */
function fileWith(lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'repository-file-'));
  writeFileSync(join(folder, 'passphrase'), 'open sesame\n');
  writeFileSync(join(folder, 'key'), 'KEY\n');
  writeFileSync(join(folder, 'key-secret'), 'KEY-SECRET');
  writeFileSync(join(folder, 'two-lines'), 'one\ntwo\n');
  writeFileSync(join(folder, 'repository.yaml'), lines.join('\n'));
  return join(folder, 'repository.yaml');
}

const S3 = [
  ...['type: s3', 'bucket: backups', 'endpoint: s3.example.com', 'region: eu-central-1'],
  ...['passphraseFile: passphrase', 's3KeyFile: key', 's3KeySecretFile: key-secret'],
];

describe('the file of a repository', () => {
  it('names a volume and what opens it', () => {
    const file = fileWith(['volume: citus-dev-backup', 'passphraseFile: passphrase']);
    expect(readRepositoryFile(file)).toEqual({
      place: 'volume citus-dev-backup',
      repository: { type: 'volume' },
      volume: 'citus-dev-backup',
      secrets: { passphrase: 'open sesame' },
    });
  });

  it('names an object store with the keys of backup.repo', () => {
    expect(readRepositoryFile(fileWith([...S3, 'path: /citus-cluster/dev']))).toMatchObject({
      place: 's3 backups at s3.example.com/citus-cluster/dev',
      repository: { type: 's3', uriStyle: 'host', path: '/citus-cluster/dev' },
      secrets: { passphrase: 'open sesame', s3Key: 'KEY', s3KeySecret: 'KEY-SECRET' },
    });
  });

  const refused: readonly [string, readonly string[], RegExp][] = [
    ['no path', S3, /path is missing: that of backup\.repo/],
    ['no volume', ['type: volume', 'passphraseFile: passphrase'], /volume is missing/],
    ['no passphrase', ['volume: v'], /passphraseFile is missing/],
    ['a passphrase in the file', ['volume: v', 'passphrase: open'], /passphraseFile is missing/],
    ['a missing file', ['volume: v', 'passphraseFile: none'], /passphraseFile: it can't be read/],
    ['two lines', ['volume: v', 'passphraseFile: two-lines'], /has to hold one line/],
    ['a key of nobody', ['volume: v', 'passphraseFile: key', 'a: 1'], /unknown: a; allowed: type/],
    ['no YAML', ['{'], /it has to be YAML/],
    ['a list', ['- a'], /it has to hold keys and values/],
  ];

  it.each(refused)('is refused with %s', (_, lines, words) => {
    expect(() => readRepositoryFile(fileWith(lines))).toThrow(words);
  });

  it('keeps a secret in a wrong place to itself', () => {
    const file = fileWith([...S3, 'path: /a', 's3Key: VERY-SECRET']);
    expect(() => readRepositoryFile(file)).toThrow(/unknown: s3Key/);
    expect(() => readRepositoryFile(file)).not.toThrow(/VERY-SECRET/);
  });
});
