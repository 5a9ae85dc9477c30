import type { Client } from 'pg';
import { timelineOf } from '../../manager/backup/log-files';
import type { Secrets } from '../../manager/secrets';
import { closeSession } from '../../manager/sessions/sessions';
import { keepPasswords } from '../../running/passwords/keep-passwords';
import { PGBACKREST_CONFIGURATION, stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan, GroupPlan, NodePlan } from '../../topology/plan';
import { postgresParameters } from '../../topology/postgres/postgres-parameters';
import { POSTGRES_HOME } from '../../topology/rendering/patroni';
import { WORK_DIRECTORY, type OneOffNode } from './one-off-node';
import type { GroupRestore } from './restore-plan';

/**
 * Begins with an own directory, which Patroni does not know: whatever starts the node meanwhile finds the
 * old data, or none. What is of no more use, a standby's data or what a killed restore left, saves copying.
 * What was archived of it says nothing of the next files, and where no container runs, nobody has a lock.
 *
 * $1: the directory in which old data are to stay; empty where another node has them
 */
const PREPARE = `
cd ${POSTGRES_HOME}
rm -rf spool
if [ -d cluster ] && [ ! -d ${WORK_DIRECTORY} ]; then
  if [ -z "$1" ] || [ -d "$1" ]; then mv cluster ${WORK_DIRECTORY}; fi
fi
mkdir -p -m 700 ${WORK_DIRECTORY}
cd ${WORK_DIRECTORY}
rm -f postmaster.pid
[ -f PG_VERSION ] || find . -mindepth 1 -delete`;

/** Puts the restored files in the place of the others. */
const SWAP = `
cd ${POSTGRES_HOME}
if [ -d cluster ]; then
  if [ -n "$1" ] && [ ! -d "$1" ]; then mv cluster "$1"; else rm -rf cluster; fi
fi
mv ${WORK_DIRECTORY} cluster`;

/** Files that are right already stay, by their checksums. Nobody else has work to do meanwhile. */
const RESTORE = `
processes=$(nproc)
[ "$processes" -le 8 ] || processes=8
exec pgbackrest --process-max="$processes" --stanza="$1" --repo="$2" --set="$3" --delta --type=name --target="$4" \\
  --target-timeline="$5" --target-action=promote --log-level-console=detail restore 2>&1`;

/**
 * Starts PostgreSQL for nobody but this command, and waits until it has reached the point. It can't be asked
 * before, so that settings may be lower than when the log was written. Nothing is waited for that is not
 * there: no standby, and no other node.
 *
 * $1: what else it is started with
 */
const RECOVER = `
printf 'local all postgres peer\\n' > /tmp/pg_hba.conf
log=/tmp/postgresql.log
failed() {
  grep -E 'FATAL|PANIC|ERROR' $log | tail -1
  exit 1
}
pg_ctl -D ${WORK_DIRECTORY} -w -t 604800 -l $log -o "$1 \\
  -c listen_addresses= -c hba_file=/tmp/pg_hba.conf -c ssl=off -c hot_standby=off \\
  -c synchronous_standby_names= -c max_logical_replication_workers=0" start > /dev/null || failed
# It has begun to recover, and tells by a word when it is done.
until sed -n 8p ${WORK_DIRECTORY}/postmaster.pid 2> /dev/null | grep -q ready; do
  pg_ctl -D ${WORK_DIRECTORY} status > /dev/null || failed
  sleep 0.1
done`;

const STOP = `pg_ctl -D ${WORK_DIRECTORY} -m fast -w -t 3600 stop > /dev/null`;

/** What PostgreSQL remembers of itself, so that Patroni starts it with these values and not with the backup's. */
const REMEMBERED = [
  ...['max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions'],
  'max_locks_per_transaction',
];

/** What pgBackRest has written for this recovery: a later one of Patroni's would follow it. */
const RECOVERY_SETTINGS = [
  ...['restore_command', 'recovery_target_name', 'recovery_target_timeline'],
  'recovery_target_action',
];

/** Histories of timelines that wait to be archived. */
const UNARCHIVED = `
  SELECT replace(name, '.ready', '') AS history
  FROM pg_ls_archive_statusdir() WHERE name LIKE '%.history.ready'`;

/**
 * Pushes files of the log to one repository, as if there were no other: pgBackRest waits a minute and more for
 * one that does not answer. PostgreSQL pushes them to all as well, which finds them there. One try has failed
 * where the machine was busy, so there are more.
 *
 * $1: the stanza; $2: the repository; then the files
 */
const PUSH = `
stanza=$1 repository=$2
shift 2
sed "/^repo$repository-/b; /^repo[0-9]/d" ${PGBACKREST_CONFIGURATION} > /tmp/one-repository.conf
cd ${WORK_DIRECTORY}
push() {
  pgbackrest --config=/tmp/one-repository.conf --stanza="$stanza" --no-archive-async archive-push "pg_wal/$1" 2>&1
}
for file; do
  tries=1
  until push "$file"; do
    [ "$tries" -lt 10 ] || exit 1
    tries=$((tries + 1))
    sleep 2
  done
done`;

/** What else there is to know. */
export interface LeaderOptions {
  /** Name of the restore point. */
  readonly name: string;
  readonly plan: ClusterPlan;
  readonly secrets: Secrets;
  /** Numbers of the repositories that can be read. */
  readonly readable: readonly number[];
  /** Makes it a server of another cluster than it was of; undefined where it stays what it was. */
  readonly adopt?: Adopt | undefined;
  /** Takes how far it is, in words. */
  readonly tell: (text: string) => void;
}

/** Works on a restored server that nobody else reaches. @returns what should be known of it, in words */
export type Adopt = (session: Client, one: OneOffNode) => Promise<string[]>;

/**
 * Makes a copy of a group at a restore point on the node that is to lead it, beside the node's data: files,
 * log, the present passwords. It is stopped then, on a timeline of its own whose history is in all
 * repositories that can be read.
 *
 * @param one a container on the node's volume
 * @param directory in which the data of an only node are to stay; empty where another node has them
 * @returns what was changed of passwords
 * @throws Error with pgBackRest's or PostgreSQL's words
 */
export async function restoreLeader(
  one: OneOffNode,
  { group, source, leader }: GroupRestore,
  directory: string,
  { name, plan, secrets, readable, adopt, tell }: LeaderOptions,
): Promise<string[]> {
  const { point, backup, repository } = source;
  tell('files');
  await one.run(PREPARE, [directory]);
  const words = [stanzaOf(group), String(repository), backup.label];
  // A repository that began in the middle of a timeline has no history of it, nor is one needed to stay on it.
  const isCurrent = timelineOf(backup.archiveStop) === point.timeline;
  const timeline = isCurrent ? 'current' : String(point.timeline);
  await one.run(RESTORE, [...words, name, timeline], (text) => {
    const [, share] = /.*, (\d+)\.\d+%\)/s.exec(text) ?? [];
    if (share !== undefined) tell(`files ${share} %`);
  });
  tell('log');
  const beside = adopt === undefined ? '' : strangerSettings(plan, group);
  await one.run(RECOVER, [settingsOf(plan, group, leader) + beside]);
  const session = await one.session(plan.database);
  try {
    tell('passwords, archive');
    const changes = await keepPasswords(session, plan, secrets, leader);
    for (const one of RECOVERY_SETTINGS) await session.query(`ALTER SYSTEM RESET ${one}`);
    if (adopt !== undefined) return await adopt(session, one);
    // Until they are archived, another restore could take the same number for its timeline.
    const { rows } = await session.query<{ history: string }>(UNARCHIVED);
    const histories = rows.map(({ history }) => history);
    for (const number of readable) {
      await one.run(PUSH, [stanzaOf(group), String(number), ...histories]);
    }
    return changes;
  } finally {
    await closeSession(session);
    await one.run(STOP);
  }
}

/** Puts a copy that {@link restoreLeader} has made in the place of the node's data. */
export async function takeCopy(one: OneOffNode, directory: string): Promise<void> {
  await one.run(SWAP, [directory]);
}

/** As options of `postgres`. */
function settingsOf(plan: ClusterPlan, group: GroupPlan, { postgresPort }: NodePlan): string {
  const parameters = postgresParameters(plan, group);
  const values = REMEMBERED.flatMap((name) =>
    parameters[name] === undefined ? [] : [`-c ${name}=${parameters[name]}`],
  );
  return [`-p ${postgresPort}`, ...values].join(' ');
}

/**
 * A server that is still of another cluster starts no process that could look for that one's nodes, and takes
 * memory as this cluster has it. What is to be archived waits: the repository is another one, which knows
 * nothing of it yet.
 */
function strangerSettings(plan: ClusterPlan, group: GroupPlan): string {
  const { shared_buffers: buffers } = postgresParameters(plan, group);
  return ` -c max_worker_processes=0 -c archive_command= -c archive_mode=${plan.backup ? 'on' : 'off'}${
    buffers === undefined ? '' : ` -c shared_buffers=${buffers}`
  }`;
}
