import type { PasswordName } from '../config/password-names';
import {
  addressOf,
  listenAddresses,
  type ClusterPlan,
  type IngressPlan,
  type PoolerPlan,
} from '../plan';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { isClearRefused, isVerified } from '../tls/tls-stage';
import { MONITOR_ROLE } from '../postgres/roles';
import { roleVerifier } from '../postgres/scram';

/** The passwords of those whom the pooler lets in. */
export type PoolerPasswords = Readonly<Record<Extract<PasswordName, 'citus' | 'monitor'>, string>>;

/** Directory of the pooler's files in its container. */
const PGBOUNCER_DIRECTORY = '/etc/pgbouncer';

/** The configuration. */
export const PGBOUNCER_CONFIGURATION = `${PGBOUNCER_DIRECTORY}/pgbouncer.ini`;

/** The file of those who are let in. */
export const PGBOUNCER_USERS = `${PGBOUNCER_DIRECTORY}/userlist.txt`;

/** Most clients at the same time. An idle one takes a few kilobytes. */
const MAX_CLIENTS = 2000;

/**
 * The pooler's configuration: transactions of many clients on few connections to the coordinator
 * primary, by way of the load balancer, which knows who that is. No secret is in it.
 */
export function renderPgbouncer(plan: ClusterPlan, way: IngressPlan = plan): string {
  const { database } = plan;
  const { pooler, loadBalancer } = way;
  return ini({
    databases: {
      [database]: `host=${addressOf(loadBalancer)} port=${loadBalancer.ports.write.internal}`,
    },
    pgbouncer: {
      ...listening(pooler),
      ...pooling(pooler),
      ...FAILOVER,
      ...STATEMENTS,
      ...encryption(plan),
      // With Citus the server reports it, so that each client gets its own back.
      track_extra_parameters:
        plan.engine === 'citus' ? 'IntervalStyle, search_path' : 'IntervalStyle',
      ...QUIET,
    },
  });
}

/**
 * Who is let in, by SCRAM verifiers: they are the server's own, so that PgBouncer can log in there
 * with what its client proved. From clear passwords, which would do as well, it makes a verifier anew
 * for each client: 3 ms of its one thread.
 */
export function renderPgbouncerUsers(plan: ClusterPlan, passwords: PoolerPasswords): string {
  const users = { [plan.user]: passwords.citus, [MONITOR_ROLE]: passwords.monitor };
  return Object.entries(users)
    .map(([name, password]) => `"${name}" "${roleVerifier(name, password)}"\n`)
    .join('');
}

function listening(pooler: PoolerPlan): Settings {
  return {
    listen_addr: listenAddresses(pooler).join(','),
    listen_port: pooler.port.internal,
    unix_socket_dir: '',
    // A storm of clients waits to be accepted instead of being turned away.
    listen_backlog: 1024,
    auth_type: 'scram-sha-256',
    auth_file: PGBOUNCER_USERS,
    // May read statistics on the console, the database "pgbouncer".
    stats_users: MONITOR_ROLE,
  };
}

function pooling(pooler: PoolerPlan): Settings {
  return {
    pool_mode: 'transaction',
    max_client_conn: MAX_CLIENTS,
    default_pool_size: pooler.poolSize,
    server_reset_query: RESET.join('; '),
    server_reset_query_always: Number(pooler.cleanSessions),
  };
}

/** What makes a failover a wait. Times in seconds. */
const FAILOVER: Settings = {
  // The load balancer holds a connection for 10 s while there is no primary.
  server_connect_timeout: 15,
  // One that fails is tried again soon; the default of 15 would outlast the failover.
  server_login_retry: 0.2,
  // Longer than any failover (a lost leader key takes 20), and then an error instead of silence.
  query_wait_timeout: 60,
  // The load balancer's container has another address when it was replaced.
  dns_max_ttl: 1,
  dns_nxdomain_ttl: 1,
  // A peer that vanished is noticed as soon as by the load balancer.
  tcp_keepidle: 30,
  tcp_keepintvl: 10,
  tcp_keepcnt: 3,
};

const STATEMENTS: Settings = {
  // Named statements of the protocol are prepared on whichever connection a transaction gets, and
  // kept there. Each takes memory of that session for its plan.
  max_prepared_statements: 200,
  // Drivers of Java ask for what is PostgreSQL's default already.
  ignore_startup_parameters: 'extra_float_digits',
};

/** How clients may come, and how it comes to the server, whose certificate names the load balancer. */
function encryption(plan: ClusterPlan): Settings {
  if (plan.tls === undefined) return { server_tls_sslmode: 'disable' };
  const { certificate, key, authorities } = CERTIFICATE_FILES;
  return {
    client_tls_sslmode: isClearRefused(plan) ? 'require' : 'allow',
    client_tls_cert_file: certificate,
    client_tls_key_file: key,
    // It wants one, and asks no client for a certificate.
    client_tls_ca_file: authorities,
    client_tls_protocols: 'secure',
    server_tls_sslmode: isVerified(plan) ? 'verify-full' : 'disable',
    server_tls_ca_file: authorities,
    server_tls_cert_file: certificate,
    server_tls_key_file: key,
  };
}

/**
 * What the server forgets between two transactions, so that nothing that a client sets is the next
 * one's: SET, set_config, roles, cursors, LISTEN, advisory locks, temporary tables. By default
 * PgBouncer cleans up between sessions alone. Prepared statements stay: PgBouncer counts on them.
 *
 * A client may have set a time limit that the cleaning itself runs into. Therefore RESET ALL comes
 * first, which takes microseconds, and is committed before the rest; BEGIN makes the COMMIT one that
 * the server has no warning for. A limit of 1 ms can still end it on a machine without a free CPU;
 * PgBouncer then goes on, and the next transaction runs into the limit and is cleaned after.
 */
const RESET = [
  ...['RESET ALL', 'BEGIN', 'COMMIT', 'SET SESSION AUTHORIZATION DEFAULT', 'CLOSE ALL'],
  ...['UNLISTEN *', 'SELECT pg_advisory_unlock_all()', 'DISCARD TEMP', 'DISCARD SEQUENCES'],
];

/** Errors alone are logged: many clients that come and go are what it is for. */
const QUIET: Settings = {
  log_connections: 0,
  log_disconnections: 0,
  log_stats: 0,
};

type Settings = Readonly<Record<string, string | number>>;

function ini(sections: Readonly<Record<string, Settings>>): string {
  return Object.entries(sections)
    .map(([name, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`.trimEnd());
      return `[${name}]\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
