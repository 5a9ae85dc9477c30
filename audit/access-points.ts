import { REPLICATION_ROLE, SUPERUSER } from '../topology/postgres/roles';
import type { NodeFacts } from './node-facts';
import type { Point } from './point';

/** Who gets in, and what they may. */
export const ACCESS_POINTS: readonly Point<NodeFacts>[] = [
  {
    id: 'hba-valid',
    title: 'every rule of pg_hba.conf is valid',
    why: 'with a broken one the server keeps its former rules',
    check: ({ rules }) => list(rules.flatMap(({ error }) => error ?? [])),
  },
  {
    id: 'hba-passwords',
    title: 'logins over the network prove a password by SCRAM',
    why: 'other methods let in without one, or show it',
    check: ({ rules }) =>
      list(
        rules
          .filter(({ type, method }) => type !== 'local' && method !== 'scram-sha-256')
          .map(({ type, method }) => `${type} ${method}`),
      ),
  },
  {
    id: 'hba-local',
    title: 'inside the container the superuser alone needs no password, as its own system user',
    why: 'other processes there are nobody',
    check: ({ rules }) =>
      list(
        rules
          .filter(({ type, method }) => type === 'local' && method !== 'scram-sha-256')
          .filter(({ roles, method }) => method !== 'peer' || roles.join() !== SUPERUSER)
          .map(({ roles, method }) => `${roles.join()} by ${method}`),
      ),
  },
  {
    id: 'hba-encrypted',
    title: 'logins over the network are encrypted',
    why: 'rows could be read, and sessions taken over',
    check: ({ rules }) =>
      list(
        rules
          .filter(({ type }) => /^host(nossl)?$/.test(type))
          .map(({ roles }) => `clear: ${roles.join()}`),
      ),
  },
  {
    id: 'hba-superuser-remote',
    title: 'superusers do not log in over the network',
    why: 'a stolen password would be worth everything',
    check: ({ rules }) =>
      rules.some(
        ({ type, roles }) =>
          type !== 'local' && roles.some((role) => role === 'all' || role === SUPERUSER),
      )
        ? `${SUPERUSER} may log in from other hosts`
        : undefined,
    exception:
      'the manager, Patroni and Citus between its nodes are superusers; tls.mode "mtls" asks them for a certificate',
  },
  {
    id: 'hba-addresses',
    title: 'rules name the addresses that logins come from',
    why: 'others need not be asked for a password',
    check: ({ rules }) =>
      rules.some(({ address }) => address === 'all') ? 'rules for all addresses' : undefined,
    exception:
      'the load balancer stands before the published ports, so that every client has its address; bindAddress says who reaches those',
  },
  {
    id: 'one-superuser',
    title: `no superuser but ${SUPERUSER}`,
    why: 'it can do all, also to the container',
    check: ({ roles }) => list(names(roles, ({ name, isSuper }) => isSuper && name !== SUPERUSER)),
  },
  {
    id: 'passwords',
    title: 'every role that logs in has a password, kept as a SCRAM verifier',
    why: 'the others could be guessed from a copy of the catalogue',
    check: ({ roles }) =>
      list(names(roles, ({ canLogIn, verifier }) => canLogIn && verifier !== 'SCRAM-SHA-256$')),
  },
  {
    id: 'replication',
    title: `no role but ${REPLICATION_ROLE} and ${SUPERUSER} replicates`,
    why: 'it can copy all data',
    check: ({ roles }) =>
      list(
        names(
          roles,
          ({ name, canReplicate }) => canReplicate && ![REPLICATION_ROLE, SUPERUSER].includes(name),
        ),
      ),
  },
  {
    id: 'role-makers',
    title: `no role but ${SUPERUSER} makes roles`,
    why: 'it could give itself rights',
    check: ({ roles }) =>
      list(names(roles, ({ name, canMakeRoles }) => canMakeRoles && name !== SUPERUSER)),
  },
  {
    id: 'server-files',
    title: "nobody is a member of roles that reach the server's files and programs",
    why: 'it amounts to being superuser',
    check: ({ serverAccess }) => list(serverAccess),
  },
  {
    id: 'public-schema',
    title: 'nobody but owners makes tables in a schema',
    why: "an object of another's could be taken for one's own",
    check: ({ openSchemas }) => list(openSchemas),
  },
  {
    id: 'languages',
    title: 'no untrusted language',
    why: 'its functions do what the server may',
    check: ({ untrustedLanguages }) => list(untrustedLanguages),
  },
  {
    id: 'functions',
    title: 'no function of a superuser runs for everybody with its rights',
    why: 'a flaw in it makes superusers',
    check: ({ openFunctions }) => list(openFunctions),
  },
];

function names(
  roles: NodeFacts['roles'],
  isMeant: (role: NodeFacts['roles'][number]) => boolean,
): string[] {
  return roles.filter(isMeant).map(({ name }) => name);
}

function list(found: readonly string[]): string | undefined {
  return found.length === 0 ? undefined : [...new Set(found)].join(', ');
}
