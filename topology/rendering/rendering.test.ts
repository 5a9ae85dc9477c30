import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseClusterConfig, type RawConfig } from '../config/config';
import type { ClusterPlan, GroupPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { firstBootstrap, parseBootstrap, renderEtcd } from './etcd';
import { renderHaproxy } from './haproxy';
import { renderPatroniBootstrap, renderPatroniNode, withPasswords } from './patroni';
import { dynamicConfiguration } from './patroni-dynamic';
import { roleVerifier } from '../postgres/scram';
import { renderPgbouncer, renderPgbouncerUsers } from './pgbouncer';

const TEMPLATE = readFileSync('haproxy/haproxy.cfg', 'utf8');
const PASSWORDS = {
  superuser: 'superuser-password',
  replicator: 'replicator-password',
  rewind: 'rewind-password',
  patroniApi: 'patroni-api-password',
};

const STACKS = {
  standby: {},
  shards: { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 },
  native: { engine: 'native' },
  single: { engine: 'native', 'workers.count': 0, 'etcd.members': 1 },
  mutual: { 'tls.mode': 'mtls' },
  clear: { 'tls.mode': 'off' },
} satisfies Record<string, RawConfig>;

function plan(raw: RawConfig): ClusterPlan {
  return planCluster(parseClusterConfig('golden', raw));
}

function coordinator(cluster: ClusterPlan): GroupPlan {
  const group = cluster.groups[0];
  if (group === undefined) throw new Error('no coordinator');
  return group;
}

describe.each(Object.entries(STACKS))('the configuration files of a %s stack', (name, raw) => {
  const cluster = plan(raw);
  const golden = (file: string): string => `golden/${name}/${file}`;

  it('haproxy.cfg', async () => {
    await expect(renderHaproxy(cluster, TEMPLATE)).toMatchFileSnapshot(golden('haproxy.cfg'));
  });

  it('pgbouncer.ini', async () => {
    await expect(renderPgbouncer(cluster)).toMatchFileSnapshot(golden('pgbouncer.ini'));
  });

  it('command of the first etcd member', async () => {
    const [member] = cluster.etcd;
    if (member === undefined) throw new Error('no etcd member');
    const command = renderEtcd(cluster, member, firstBootstrap(cluster));
    await expect(`${command.join('\n')}\n`).toMatchFileSnapshot(golden('etcd-1'));
  });

  const roles = cluster.groups.slice(0, 2).map((group) => [group.role, group] as const);
  it.each(roles)('Patroni of the first %s', async (role, group) => {
    const [node] = group.nodes;
    if (node === undefined) throw new Error('no node');
    await expect(renderPatroniNode(cluster, group, node, PASSWORDS)).toMatchFileSnapshot(
      golden(`${role}-10-node.yml`),
    );
    await expect(renderPatroniBootstrap(cluster, group)).toMatchFileSnapshot(
      golden(`${role}-20-bootstrap.yml`),
    );
  });
});

describe('renderPatroniNode', () => {
  it('puts no password of another part into a node', () => {
    const cluster = plan({});
    const group = coordinator(cluster);
    const everything = { ...PASSWORDS, citus: 'citus-password', monitor: 'monitor-password' };
    for (const node of group.nodes) {
      const text = renderPatroniNode(cluster, group, node, everything);
      expect(text).not.toContain('citus-password');
      expect(text).not.toContain('monitor-password');
    }
  });

  it.each(['1e3: #"\'\\ {x}', 'yes', 'on', '1:30', '0x1F', '~', ' padded '])(
    'keeps the password %j, whatever YAML could take it for',
    (superuser) => {
      const cluster = plan({});
      const group = coordinator(cluster);
      const [node] = group.nodes;
      if (node === undefined) throw new Error('no node');
      const text = renderPatroniNode(cluster, group, node, { ...PASSWORDS, superuser });
      const parsed = parse(text, { version: '1.1' }) as {
        postgresql: { authentication: { superuser: { password: unknown } } };
      };
      expect(parsed.postgresql.authentication.superuser.password).toBe(superuser);
    },
  );
});

describe('renderPatroniBootstrap', () => {
  it('says exactly what the manager will find wanted', () => {
    const cluster = plan({});
    const group = coordinator(cluster);
    const parsed = parse(renderPatroniBootstrap(cluster, group), { version: '1.1' }) as {
      bootstrap: { dcs: unknown };
    };
    expect(parsed.bootstrap.dcs).toEqual(dynamicConfiguration(cluster, group));
  });
});

describe('dynamicConfiguration', () => {
  it.each([
    ['on', 2, true, false],
    ['strict', 2, true, true],
    ['off', 2, false, false],
    ['on', 1, false, false],
  ] as const)(
    'with synchronousMode %s and %d nodes is synchronous: %s, strict: %s',
    (synchronousMode, coordinators, synchronous, strict) => {
      const cluster = plan({ synchronousMode, coordinators });
      expect(dynamicConfiguration(cluster, coordinator(cluster))).toMatchObject({
        synchronous_mode: synchronous,
        synchronous_mode_strict: strict,
      });
    },
  );

  it("keeps Patroni's condition for stepping down in time", () => {
    const cluster = plan({});
    const { ttl, loop_wait, retry_timeout } = dynamicConfiguration(cluster, coordinator(cluster));
    expect(loop_wait + 2 * retry_timeout).toBeLessThanOrEqual(ttl);
  });
});

describe('renderPgbouncerUsers', () => {
  it('holds the verifiers that the server gets, and no password', () => {
    const text = renderPgbouncerUsers(plan({}), { citus: 'pencil', monitor: 'rubber' });
    expect(text).toBe(
      `"citus" "${roleVerifier('citus', 'pencil')}"\n` +
        `"monitor" "${roleVerifier('monitor', 'rubber')}"\n`,
    );
    expect(text).not.toMatch(/pencil|rubber/);
  });
});

describe('parseBootstrap', () => {
  const cluster = plan({});

  it.each([
    firstBootstrap(cluster),
    { state: 'existing', cluster: 'etcd-1=http://etcd-1:2380' },
    { state: 'existing', cluster: 'etcd-1=http://etcd-1:2380', joinedAs: '1f' },
  ] as const)('reads %j back from the command', (bootstrap) => {
    const [member] = cluster.etcd;
    if (member === undefined) throw new Error('no etcd member');
    expect(parseBootstrap(renderEtcd(cluster, member, bootstrap))).toEqual(bootstrap);
  });

  it('knows nothing of a command that is not its own', () => {
    expect(parseBootstrap(['etcd', '--config-file', '/etc/etcd/etcd.yml'])).toBeUndefined();
  });
});

describe('renderHaproxy', () => {
  it('refuses a template with a placeholder that it cannot fill', () => {
    expect(() => renderHaproxy(plan({}), `${TEMPLATE}\n{{colour}}`)).toThrow(
      'unknown placeholder: colour',
    );
  });

  it('refuses a template that lost a placeholder', () => {
    expect(() => renderHaproxy(plan({}), TEMPLATE.replace('{{read}}', '*:5433'))).toThrow(
      'lacks placeholders: read',
    );
  });
});

describe('withPasswords', () => {
  const cluster = plan({});
  const group = coordinator(cluster);
  const [node] = group.nodes;
  if (node === undefined) throw new Error('no node');
  const rotated = {
    ...{ superuser: "it's", replicator: 'on', rewind: '1:30', patroniApi: 'new # of it' },
  };

  it("gives a node's configuration as it would be rendered with other passwords", () => {
    const before = renderPatroniNode(cluster, group, node, PASSWORDS);
    const after = renderPatroniNode(cluster, group, node, rotated);
    expect(withPasswords(before, rotated)).toBe(after);
    expect(withPasswords(after, PASSWORDS)).toBe(before);
    expect(withPasswords(before, PASSWORDS)).toBe(before);
  });

  it('leaves everything else as it is', () => {
    const other = renderPatroniNode(cluster, group, node, PASSWORDS).replace('etcd-1', 'etcd-7');
    expect(withPasswords(other, rotated)).toContain('etcd-7');
  });
});
