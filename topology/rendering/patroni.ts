import { parse } from 'yaml';
import { stanzaOf } from '../backup/backup-plan';
import type { PasswordName } from '../config/password-names';
import {
  addressOf,
  listenAddresses,
  type ClusterPlan,
  type GroupPlan,
  type NodePlan,
  waysIn,
} from '../plan';
import { nearestMembers } from '../hosts/nearest-members';
import { PATRONI_API_USER, REPLICATION_ROLE, REWIND_ROLE, SUPERUSER } from '../postgres/roles';
import { dynamicConfiguration } from './patroni-dynamic';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { isClearRefused, isMutual, isVerified } from '../tls/tls-stage';
import { yaml } from './yaml';

/** The passwords that stand in a node's configuration. */
export type NodePasswords = Readonly<
  Record<Extract<PasswordName, 'superuser' | 'replicator' | 'rewind' | 'patroniApi'>, string>
>;

/** Directory of Patroni's configuration files in a node's container. */
export const PATRONI_DIRECTORY = '/etc/patroni';

/** The node's own configuration there. Patroni reads it again on SIGHUP. */
export const PATRONI_NODE_FILE = `${PATRONI_DIRECTORY}/10-node.yml`;

/** Where a node's volume is mounted. */
export const POSTGRES_HOME = '/var/lib/postgresql';

/**
 * PostgreSQL's binaries and data. The image links its one version here. The data stand beside, not
 * in, the directories that official images declare as volumes of their own.
 */
const BIN_DIRECTORY = '/opt/postgresql/bin';
/** A node's data directory. */
export const DATA_DIRECTORY = `${POSTGRES_HOME}/cluster`;

/**
 * Who may connect. Without a password only postgres, from inside its own container. Rules for
 * `all` cover applications, and Citus and postgres_fdw between nodes. Addresses tell nobody apart on one
 * host: what comes by a published port comes from the load balancer's container, a neighbour like the
 * nodes. Of several hosts each is named, and nobody else is let in but by way of a load balancer. With
 * client certificates, roles that nodes have for one another need one beside their password.
 */
function hostBasedAuthentication(plan: ClusterPlan): string[] {
  const host = isClearRefused(plan) ? 'hostssl' : 'host';
  const nodes = `${SUPERUSER},${REPLICATION_ROLE},${REWIND_ROLE}`;
  const certificate = isMutual(plan) ? ' clientcert=verify-ca' : '';
  const remote = sources(plan).flatMap((from) => [
    ...(isMutual(plan) ? [`${host} all ${nodes} ${from} scram-sha-256${certificate}`] : []),
    `${host} all all ${from} scram-sha-256`,
    `${host} replication ${REPLICATION_ROLE} ${from} scram-sha-256${certificate}`,
  ]);
  return [`local all ${SUPERUSER} peer`, 'local all all scram-sha-256', ...remote];
}

/** Where sessions come from: hosts that are not lost, themselves included, or anywhere. */
function sources({ hosts }: ClusterPlan): string[] {
  if (hosts === undefined) return ['all'];
  const standing = hosts.filter(({ state }) => state !== 'lost');
  return ['127.0.0.1/32', ...standing.map(({ address }) => `${address}/32`)];
}

/**
 * A node's own configuration: who it is, where its peers are, how it is reached. Holds passwords.
 */
export function renderPatroniNode(
  plan: ClusterPlan,
  group: GroupPlan,
  node: NodePlan,
  passwords: NodePasswords,
): string {
  return yaml({
    scope: group.scope,
    name: node.name,
    restapi: {
      listen: `0.0.0.0:${node.patroniPort}`,
      connect_address: `${addressOf(node)}:${node.patroniPort}`,
      authentication: apiAuthentication(passwords),
      ...restTls(plan),
    },
    ...(plan.tls && { ctl: OWN_CERTIFICATE }),
    etcd3: {
      hosts: nearestMembers(plan.etcd, node).map(
        (member) => `${addressOf(member)}:${member.clientPort}`,
      ),
      // Patroni asks them in this order then, instead of in one of its own.
      ...(plan.hosts && { use_proxies: true }),
      ...(plan.tls && storeTls(plan)),
    },
    ...(plan.engine === 'citus' && { citus: { group: group.group, database: plan.database } }),
    postgresql: {
      listen: `${listenAddresses(node).join(',')}:${node.postgresPort}`,
      connect_address: `${addressOf(node)}:${node.postgresPort}`,
      use_unix_socket: true,
      bin_dir: BIN_DIRECTORY,
      data_dir: DATA_DIRECTORY,
      pgpass: `${POSTGRES_HOME}/.pgpass-patroni`,
      authentication: databaseAuthentication(passwords, isVerified(plan)),
      ...(plan.tls && { parameters: { ...SERVER_TLS, ...archiving(plan, group) } }),
      ...(plan.backup && { pre_promote: `archive-before-promote ${DATA_DIRECTORY}` }),
      pg_hba: hostBasedAuthentication(plan),
      basebackup: [{ checkpoint: 'fast' }],
      // Not Patroni's own: images/database/patroni-prompt waits for load balancers to let go.
      ...drainedBy(plan, group),
      // An old primary that can't be rewound is no copy of anything: it is made anew from the
      // primary, without waiting for a person.
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
    watchdog: { mode: 'off' },
  });
}

/**
 * Load balancers that have applications' sessions on a node, by name or address. On several hosts they share
 * their addresses with coordinators, whose sessions on a worker can look like an application's.
 */
function drainedBy(plan: ClusterPlan, { role }: GroupPlan): { drained_by?: string[] } {
  if (plan.hosts !== undefined && role === 'worker') return {};
  return { drained_by: waysIn(plan).map(({ loadBalancer }) => addressOf(loadBalancer)) };
}

/** A node's configuration with other passwords, and all else as it is. */
export function withPasswords(configuration: string, passwords: NodePasswords): string {
  const present = parse(configuration, { version: '1.1' }) as {
    readonly restapi: { authentication: unknown };
    readonly postgresql: { authentication: { readonly replication: object } };
  };
  present.restapi.authentication = apiAuthentication(passwords);
  const { replication } = present.postgresql.authentication;
  present.postgresql.authentication = databaseAuthentication(passwords, 'sslmode' in replication);
  return yaml(present);
}

function apiAuthentication({ patroniApi }: NodePasswords) {
  return { username: PATRONI_API_USER, password: patroniApi };
}

function databaseAuthentication(
  { superuser, replicator, rewind }: NodePasswords,
  verified: boolean,
) {
  const tls = verified ? CLIENT_TLS : {};
  return {
    superuser: { username: SUPERUSER, password: superuser, ...tls },
    replication: { username: REPLICATION_ROLE, password: replicator, ...tls },
    rewind: { username: REWIND_ROLE, password: rewind, ...tls },
  };
}

/** A node's certificate in PostgreSQL, which reads it again with the rest of its configuration. */
const SERVER_TLS = {
  ssl: 'on',
  ssl_cert_file: CERTIFICATE_FILES.certificate,
  ssl_key_file: CERTIFICATE_FILES.key,
  ssl_ca_file: CERTIFICATE_FILES.authorities,
  ssl_min_protocol_version: 'TLSv1.2',
};

/** How a node's log is archived (pgbackrest.ts, images/database/archive-log). */
function archiving({ backup }: ClusterPlan, group: GroupPlan) {
  return (
    backup && {
      archive_command: `archive-log pgbackrest --stanza=${stanzaOf(group)} archive-push %p`,
    }
  );
}

/** How a node connects to another's PostgreSQL. */
const CLIENT_TLS = {
  sslmode: 'verify-full',
  sslrootcert: CERTIFICATE_FILES.authorities,
  sslcert: CERTIFICATE_FILES.certificate,
  sslkey: CERTIFICATE_FILES.key,
};

/** How Patroni asks its peers. */
const OWN_CERTIFICATE = {
  cacert: CERTIFICATE_FILES.authorities,
  certfile: CERTIFICATE_FILES.certificate,
  keyfile: CERTIFICATE_FILES.key,
};

/** Patroni's REST interface serves clear text or TLS, not both. */
function restTls(plan: ClusterPlan) {
  if (!isVerified(plan)) return {};
  return {
    certfile: CERTIFICATE_FILES.certificate,
    keyfile: CERTIFICATE_FILES.key,
    cafile: CERTIFICATE_FILES.authorities,
    // Who changes something shows one; who only reads, such as the load balancer's checks, needs none.
    verify_client: isMutual(plan) ? 'optional' : 'none',
  };
}

/** How Patroni asks the store. Where the store tells of addresses of both kinds, it takes either. */
function storeTls(plan: ClusterPlan) {
  return {
    protocol: isVerified(plan) ? 'https' : 'http',
    cacert: CERTIFICATE_FILES.authorities,
    cert: CERTIFICATE_FILES.certificate,
    key: CERTIFICATE_FILES.key,
  };
}

/**
 * How a group is made the first time. Patroni ignores it afterwards: the dynamic configuration then
 * lives in the consensus store, where the manager keeps it.
 */
export function renderPatroniBootstrap(plan: ClusterPlan, group: GroupPlan): string {
  return yaml({
    bootstrap: {
      dcs: dynamicConfiguration(plan, group),
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
    },
  });
}
