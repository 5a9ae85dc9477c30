import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Secrets } from '../../manager/secrets';
import { closeSession } from '../../manager/sessions/sessions';
import { keepPasswords } from '../../running/passwords/keep-passwords';
import { stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { DATA_DIRECTORY, POSTGRES_HOME } from '../../topology/rendering/patroni';
import type { OneOffNode } from './one-off-node';
import type { GroupRestore } from './restore-plan';

/** How long the history of the new timeline may take to be archived, ms. */
const ARCHIVE_LIMIT_MS = 60_000;

/** Between two looks, ms. */
const POLL_MS = 200;

/**
 * Makes room for the files: the data that are to stay are put beside, and what a killed restore left is
 * no data directory. What was archived of the former files says nothing of the next ones. Where no
 * container runs, nobody can hold a lock.
 */
const PREPARE = `
cd ${POSTGRES_HOME}
rm -rf spool
if [ -n "$1" ] && [ ! -d "$1" ]; then mv ${DATA_DIRECTORY} "$1"; fi
mkdir -p -m 700 ${DATA_DIRECTORY}
cd ${DATA_DIRECTORY}
rm -f postmaster.pid
[ -f PG_VERSION ] || find . -mindepth 1 -delete`;

/** Files that are right already stay, by their checksums. */
const RESTORE = `
exec pgbackrest --stanza="$1" --repo="$2" --set="$3" --delta --type=name --target="$4" \\
  --target-timeline="$5" --target-action=promote --log-level-console=detail restore 2>&1`;

/**
 * Starts PostgreSQL for nobody but this command, and waits until it has reached the point. It can't be
 * asked before; so no setting may be lower than the backup's, which a standby that can be asked would
 * refuse. Nothing is waited for that is not there: no standby, and no other node.
 */
const RECOVER = `
printf 'local all postgres peer\\n' > /tmp/pg_hba.conf
log=/tmp/postgresql.log
pg_ctl -D ${DATA_DIRECTORY} -w -t 604800 -l $log -o "-p $1 \\
  -c listen_addresses= -c hba_file=/tmp/pg_hba.conf -c ssl=off -c hot_standby=off \\
  -c synchronous_standby_names= -c max_logical_replication_workers=0" start > /dev/null || {
  grep -E 'FATAL|PANIC|ERROR' $log | tail -1
  exit 1
}`;

const STOP = `pg_ctl -D ${DATA_DIRECTORY} -m fast -w -t 3600 stop > /dev/null`;

/** What pgBackRest has written for this recovery: a later one of Patroni's would follow it. */
const RECOVERY_SETTINGS = [
  ...['restore_command', 'recovery_target_name', 'recovery_target_timeline'],
  'recovery_target_action',
];

/** Histories of timelines that wait to be archived. */
const UNARCHIVED = `
  SELECT count(*)::integer AS waiting FROM pg_ls_archive_statusdir() WHERE name LIKE '%.history.ready'`;

/** What else there is to know. */
export interface LeaderOptions {
  /** Name of the restore point. */
  readonly name: string;
  readonly plan: ClusterPlan;
  readonly secrets: Secrets;
  /** The directory in which the data of an only node are kept, below {@link POSTGRES_HOME}. */
  readonly directory: string;
  /** Takes how far it is, in words. */
  readonly tell: (text: string) => void;
}

/**
 * Brings the node of a group that is to lead to a restore point: files, log, the present passwords. It is
 * stopped then, on a timeline of its own whose history is in the repository.
 *
 * @param one a container on its volume
 * @returns what was changed of passwords
 * @throws Error with pgBackRest's or PostgreSQL's words
 */
export async function restoreLeader(
  one: OneOffNode,
  { group, source, kept, leader }: GroupRestore,
  { name, plan, secrets, directory, tell }: LeaderOptions,
): Promise<string[]> {
  const { point, backup, repository } = source;
  tell('files');
  await one.run(PREPARE, [kept === undefined ? directory : '']);
  const words = [stanzaOf(group), String(repository), backup.label];
  await one.run(RESTORE, [...words, name, String(point.timeline)], (text) => {
    const [, share] = /.*, (\d+)\.\d+%\)/s.exec(text) ?? [];
    if (share !== undefined) tell(`files ${share} %`);
  });
  tell('log');
  await one.run(RECOVER, [String(leader.postgresPort)]);
  const session = await one.session(plan.database);
  try {
    tell('passwords');
    const changes = await keepPasswords(session, plan, secrets, leader);
    for (const one of RECOVERY_SETTINGS) await session.query(`ALTER SYSTEM RESET ${one}`);
    await awaitHistory(session);
    return changes;
  } finally {
    await closeSession(session);
    await one.run(STOP);
  }
}

/** Until then another restore could take the same number for its timeline. */
async function awaitHistory(session: Client): Promise<void> {
  for (const deadline = Date.now() + ARCHIVE_LIMIT_MS; ; await sleep(POLL_MS)) {
    const { rows } = await session.query<{ waiting: number }>(UNARCHIVED);
    if (rows[0]?.waiting === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`its new timeline is not archived after ${ARCHIVE_LIMIT_MS / 1000} s`);
    }
  }
}
