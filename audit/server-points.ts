import type { Point } from './point';
import type { NodeFacts } from './node-facts';

/** Libraries that a node may load: the engines' and PostgreSQL's statistics. */
const KNOWN_LIBRARIES = ['citus', 'pg_stat_statements'];

type NodePoint = Point<NodeFacts>;

/** A point on one parameter of PostgreSQL. */
function parameter(
  name: string,
  isRight: (value: string) => boolean,
  texts: Pick<NodePoint, 'title' | 'why' | 'exception'>,
): NodePoint {
  return {
    id: name.replaceAll('_', '-'),
    ...texts,
    check: ({ settings }) => {
      const value = settings[name] ?? '';
      return isRight(value) ? undefined : `${name} is "${value}"`;
    },
  };
}

const is =
  (...values: readonly string[]) =>
  (value: string): boolean =>
    values.includes(value);

/** What PostgreSQL writes to its log. */
export const LOGGING_POINTS: readonly NodePoint[] = [
  parameter('log_destination', is('stderr'), {
    title: 'the log goes to stderr',
    why: 'Docker keeps it outside the container, in files of a bounded size',
  }),
  parameter('logging_collector', is('off'), {
    title: 'no log in the container itself',
    why: 'who breaks in could change it',
  }),
  parameter(
    'log_line_prefix',
    (value) => ['%m', '%p', '%u', '%d'].every((one) => value.includes(one)),
    {
      title: 'each line tells time, process, role and database',
      why: 'else nobody can tell who did it',
    },
  ),
  parameter('log_min_error_statement', is('error', 'warning', 'notice', 'info', 'log'), {
    title: 'statements that fail are logged',
    why: 'probing shows by its errors',
  }),
  parameter('log_min_messages', is('warning', 'notice', 'info', 'log'), {
    title: 'warnings are logged',
    why: 'they come before errors',
  }),
  parameter('log_statement', is('ddl', 'mod', 'all'), {
    title: 'changes of tables and roles are logged',
    why: 'rights and tables change rarely, and by somebody',
  }),
  parameter('log_replication_commands', is('on'), {
    title: 'commands of replication are logged',
    why: 'a copy of all data is made by one of them',
  }),
  parameter('log_hostname', is('off'), {
    title: 'addresses are not looked up for the log',
    why: 'each login would wait for it',
  }),
  ...['parse', 'rewritten', 'plan'].map((part) =>
    parameter(`debug_print_${part}`, is('off'), {
      title: `no ${part} trees in the log`,
      why: 'they show values, and bury the rest',
    }),
  ),
  parameter('log_connections', (value) => value !== '' && value !== 'off', {
    title: 'logins are logged',
    why: 'who was there, and when',
    exception:
      'four lines a session: clients that come and go would turn the log over within minutes; refused logins are logged',
  }),
  parameter('log_disconnections', is('on'), {
    title: 'ends of sessions are logged',
    why: 'how long somebody was there',
    exception: 'as for logins',
  }),
  {
    id: 'pgaudit',
    title: 'reads and writes of chosen objects are logged (pgaudit)',
    why: 'who has read what',
    check: ({ settings }) =>
      settings['shared_preload_libraries']?.includes('pgaudit') ? undefined : 'not loaded',
    exception:
      'base images bring no pgaudit, and of a distributed query each node would tell a part',
  },
];

/** How PostgreSQL keeps its data, and what it loads. */
export const SERVER_POINTS: readonly NodePoint[] = [
  parameter('ssl', is('on'), {
    title: 'connections can be encrypted',
    why: 'passwords and rows cross the network',
  }),
  parameter('ssl_min_protocol_version', is('TLSv1.2', 'TLSv1.3'), {
    title: 'TLS 1.2 or newer',
    why: 'older versions are broken',
  }),
  parameter('password_encryption', is('scram-sha-256'), {
    title: 'passwords are kept as SCRAM verifiers',
    why: 'an MD5 of one is as good as the password',
  }),
  parameter('data_checksums', is('on'), {
    title: 'pages have checksums',
    why: 'a page that the disk damaged is found before it is copied',
  }),
  parameter('fsync', is('on'), { title: 'commits reach the disk', why: 'rows outlive a crash' }),
  parameter('full_page_writes', is('on'), {
    title: 'pages are restored whole',
    why: 'a crash tears those that are written',
  }),
  parameter('archive_mode', is('on', 'always'), {
    title: 'the WAL is archived',
    why: 'a statement that deletes too much is undone by a backup alone, not by a standby',
    exception: 'the stack is not backed up: in clear, on several hosts or by backup.enabled',
  }),
  parameter('row_security', is('on'), {
    title: 'row security is applied',
    why: 'off, a query that a policy concerns fails',
  }),
  parameter('allow_system_table_mods', is('off'), {
    title: 'system tables are not to be changed',
    why: 'a change there can make a superuser',
  }),
  parameter('ignore_checksum_failure', is('off'), {
    title: 'damaged pages are not read',
    why: 'they would be copied as if they were whole',
  }),
  {
    id: 'libraries',
    title: 'known libraries alone are loaded',
    why: 'a library does what the server may',
    check: ({ settings }) => {
      const libraries = (settings['shared_preload_libraries'] ?? '').split(/\s*,\s*/);
      const others = libraries.filter((name) => name !== '' && !KNOWN_LIBRARIES.includes(name));
      return others.length === 0 ? undefined : others.join(', ');
    },
  },
  {
    id: 'data-directory',
    title: 'data are for the server alone',
    why: 'files show rows without a login',
    check: ({ files }) => mode(files['data_directory'], ['700']),
  },
  {
    id: 'configuration-files',
    title: 'configuration is changed by the server alone',
    why: 'who changes it decides who logs in',
    check: ({ files }) =>
      mode(files['config_file'], ['600', '640', '644']) ?? mode(files['hba_file'], ['600', '640']),
  },
  {
    id: 'key-file',
    title: "the certificate's key is for root and one group",
    why: 'whoever has it can pass for the server',
    check: ({ files, settings }) =>
      settings['ssl'] === 'on' ? mode(files['ssl_key_file'], ['600', '640'], 'root') : undefined,
  },
  {
    id: 'socket-directory',
    title: 'the socket is made by the server alone',
    why: 'another process could listen in its place',
    check: ({ files }) => mode(files['unix_socket_directories'], ['2775', '2755', '755', '700']),
  },
  {
    id: 'umask',
    title: 'files that the server makes are for it alone',
    why: 'a mode that nobody thought of is closed',
    check: ({ umask }) => (/77$/.test(umask) ? undefined : `umask ${umask}`),
  },
];

function mode(
  file: NodeFacts['files'][string] | undefined,
  allowed: readonly string[],
  owner = 'postgres',
): string | undefined {
  if (file === undefined) return 'not found';
  if (file.owner !== owner) return `belongs to ${file.owner}`;
  return allowed.includes(file.mode) ? undefined : `mode ${file.mode}`;
}
