import { dumpEntries, type DumpEntry } from '../../export/dump-entries';
import { pattern } from '../../export/dump-schema';
import { PG_DUMP } from '../../manager/moves/native/copy/schema-dump';
import { capture, lastLine } from '../../toolchain/child-process';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { uriOfAllHosts, uriOfEachHost } from '../../topology/uri-hosts';
import { UserError } from '../../words/user-error';
import type { Source } from '../inspect/source';

/** What is dumped of a source, and by what. */
export interface Dump {
  readonly source: Source;
  /** What takes it to the moment of the copy. */
  readonly snapshot: string;
  readonly schemas: readonly string[];
  /** Of the source. */
  readonly majorVersion: number;
  /** Has a newer pg_dump, where this machine has none. */
  readonly image: string;
}

/**
 * Definitions as pg_dump writes them: without owners, rights and comments, and without what stands in no
 * schema.
 *
 * @throws UserError with its words where it fails
 */
export async function dumpSource(
  dump: Dump,
  section: 'pre-data' | 'post-data',
): Promise<DumpEntry[]> {
  const { source, snapshot, schemas } = dump;
  const [first, ...others] = uriOfEachHost(source.uri);
  const password = decodeURIComponent(first.password);
  first.password = '';
  const args = [
    ...[
      '--schema-only',
      `--section=${section}`,
      `--snapshot=${snapshot}`,
      '--lock-wait-timeout=2s',
    ],
    ...['--no-owner', '--no-privileges', '--no-comments', '--no-security-labels'],
    ...['--no-publications', '--no-subscriptions', '--no-tablespaces', '--no-password'],
    ...schemas.map((name) => `--schema=${pattern(name)}`),
    // A space is a plus in URIs of browsers alone.
    `--dbname=${uriOfAllHosts([first, ...others]).replaceAll('+', '%20')}`,
  ];
  const [program, ...before] = await pgDump(dump, first.searchParams.get('sslrootcert'));
  const env = { ...process.env, ...(password !== '' && { PGPASSWORD: password }) };
  const { code, stdout, stderr } = await capture(program, [...before, ...args], { env });
  if (code === 0) return dumpEntries(stdout);
  throw new UserError(`can't read definitions of ${source.address}: ${lastLine(stderr)}`);
}

/** The program, and its arguments before those of pg_dump. */
async function pgDump(
  { majorVersion, image }: Dump,
  authorities: string | null,
): Promise<[string, ...string[]]> {
  const own = findOnPath('pg_dump');
  if (own !== undefined) {
    const { stdout } = await capture(own, ['--version']);
    if (Number(/ (\d+)/.exec(stdout)?.[1]) >= majorVersion) return [own];
  }
  const trusted = authorities === null ? [] : ['--volume', `${authorities}:${authorities}:ro`];
  return [
    ...['docker', 'run', '--rm', '--init', '--network', 'host', '--env', 'PGPASSWORD', ...trusted],
    ...['--entrypoint', PG_DUMP, image],
  ] as [string, ...string[]];
}
