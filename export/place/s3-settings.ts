import { readFileSync, statSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { ClusterPlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** An object store with Amazon S3's interface, and what opens it. */
export interface S3Settings {
  readonly bucket: string;
  /** Folder in the bucket, without slashes at its ends; empty for none. */
  readonly path: string;
  /** Host and, where it is not 443, port. */
  readonly endpoint: string;
  readonly region: string;
  readonly uriStyle: 'host' | 'path';
  /** Certificate of its authority, PEM; undefined for a public one. */
  readonly caCertificate?: string | undefined;
  /** Secret. */
  readonly key: string;
  readonly keySecret: string;
  readonly token?: string | undefined;
}

/** What the command line says of it. */
export interface S3Options {
  readonly s3Endpoint?: string;
  readonly s3Region?: string;
  readonly s3UriStyle?: 'host' | 'path';
  /** File with the authority's certificate. */
  readonly s3Ca?: string;
  /** File with the keys, as Amazon's programs keep them. */
  readonly s3KeyFile?: string;
}

/** Adds the options that {@link s3Settings} takes. Keys have none: a command line can be read by others. */
export function addS3Options(command: Command): Command {
  return command
    .option('--s3-endpoint <host>', 'object store, HOST or HOST:PORT')
    .option('--s3-region <name>', 'its region')
    .addOption(
      new Option('--s3-uri-style <style>', "where the bucket's name stands").choices([
        'host',
        'path',
      ]),
    )
    .option('--s3-ca <file>', "certificate of the store's authority, PEM")
    .option('--s3-key-file <file>', 'its keys; default: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY');
}

/**
 * How to reach a place in an object store. What the command line leaves out is that of the stack's
 * repository for backups, where that is in a store as well.
 *
 * @param place `s3://bucket` or `s3://bucket/path`
 * @param env has AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where no file has them
 * @throws UserError where something is missing
 */
export function s3Settings(
  place: string,
  options: S3Options,
  { backup }: Pick<ClusterPlan, 'backup'>,
  env: NodeJS.ProcessEnv,
): S3Settings {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined) {
    throw new UserError(`${place} is no place in an object store`, 'write s3://BUCKET/PATH');
  }
  const stores = backup?.repositories.map(({ repository }) => repository) ?? [];
  const known = stores.find((one) => one.type === 's3');
  const region = options.s3Region ?? known?.region ?? 'us-east-1';
  return {
    ...{ bucket, path: path.replace(/^\/+|\/+$/g, '') },
    endpoint: options.s3Endpoint ?? known?.endpoint ?? `s3.${region}.amazonaws.com`,
    region,
    uriStyle: options.s3UriStyle ?? known?.uriStyle ?? 'host',
    caCertificate:
      options.s3Ca === undefined ? known?.caCertificate || undefined : contents(options.s3Ca),
    ...keysOf(options.s3KeyFile, env),
  };
}

function keysOf(file: string | undefined, env: NodeJS.ProcessEnv) {
  const values = file === undefined ? env : credentialsIn(secretContents(file));
  const {
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: keySecret,
    AWS_SESSION_TOKEN: token,
  } = values;
  if (key !== undefined && keySecret !== undefined) return { key, keySecret, token };
  throw new UserError(
    `${file ?? 'the environment'} has no keys of the object store`,
    file === undefined
      ? 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with --s3-key-file'
      : 'it needs the lines aws_access_key_id = … and aws_secret_access_key = …',
  );
}

/** What a file of Amazon's programs says first of each key, by the names of their variables. */
export function credentialsIn(text: string): Partial<Record<string, string>> {
  const lines = [...text.matchAll(/^\s*(aws_\w+)\s*=\s*(\S+)\s*$/gim)];
  return Object.fromEntries(
    lines.reverse().map(([, name = '', value]) => [name.toUpperCase(), value]),
  );
}

function secretContents(file: string): string {
  const text = contents(file);
  if ((statSync(file).mode & 0o077) === 0) return text;
  throw new UserError(`others can read the keys in ${file}`, `run chmod 600 ${file}`);
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} can't be read: ${messageOf(error)}`, undefined, { cause: error });
  }
}
