import { expect, it } from 'vitest';
import { makeAuthority } from '../../certificates/authority';
import { makeLeaf } from '../../certificates/leaf';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { docker, identityOf, tlsCluster } from './tls-cluster';
import { knockAll, WELCOME } from './tls-doors';

/** Where psql finds a password, which stands on no command line. */
const PASSWORD_FILE = '/etc/test-passwords';

/** Who is let in where clear text is refused, and who is not. Call it inside a `describe`. */
export function describeRefusals(stack: string): void {
  it('lets in at every port whoever verifies it, and refuses clear text there', async () => {
    const cluster = await tlsCluster(stack);
    const { doors, login } = cluster;
    const identity = await identityOf(cluster);
    const all = Object.fromEntries(doors.map(({ name }) => [name, WELCOME]));
    expect(await knockAll(doors, () => identity, login)).toEqual(all);
    const inClear = await knockAll(doors, () => 'clear', login);
    expect(Object.keys(inClear)).toEqual(Object.keys(all));
    expect(Object.entries(inClear).filter(([, answer]) => answer === WELCOME)).toEqual([]);
  });

  it('has no port that another authority vouches for, or that has another name', async () => {
    const cluster = await tlsCluster(stack);
    const { doors, login } = cluster;
    const identity = await identityOf(cluster);
    const { certificate: ca } = await makeAuthority('a stranger');
    const untrusted = await knockAll(doors, () => ({ ...identity, ca }), login);
    for (const [door, answer] of Object.entries(untrusted)) {
      expect([door, answer]).toEqual([door, expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/)]);
    }
    const servername = 'somebody-else';
    const misnamed = await knockAll(doors, () => ({ ...identity, servername }), login);
    for (const [door, answer] of Object.entries(misnamed)) {
      expect([door, answer]).toEqual([door, 'ERR_TLS_CERT_ALTNAME_INVALID']);
    }
  });

  it('asks the clients of its store who they are, and nobody else', async () => {
    const cluster = await tlsCluster(stack);
    const { doors, login } = cluster;
    const identity = await identityOf(cluster);
    const { ca } = identity;
    const answers = await knockAll(doors, () => ({ ca }), login);
    const asking = doors.filter(({ asksWho }) => asksWho);
    const refusing = doors.filter(({ name }) => answers[name] !== WELCOME);
    expect(refusing).toEqual(asking);

    const names = { subject: 'coordinator-a', names: ['coordinator-a'], addresses: [] };
    const { certificate: cert, key } = await makeLeaf(await makeAuthority('a stranger'), names, 1);
    const toForged = await knockAll(asking, () => ({ ca, cert, key }), login);
    expect(Object.values(toForged)).not.toContain(WELCOME);
  });

  it('takes a login that is bound to its connection, through the load balancer', async () => {
    const { plan, login } = await tlsCluster(stack);
    const node = docker.getContainer(plan.groups[0]?.nodes[0]?.container ?? '');
    const { loadBalancer } = plan;
    const content = `*:*:*:*:${login.password}\n`;
    const owner = { uid: 0, gid: 0, mode: 0o600 };
    await writeContainerFiles(node, [{ file: PASSWORD_FILE, content, owner }]);
    const settings =
      `host=${loadBalancer.name} port=${loadBalancer.ports.write.internal} dbname=${login.database} ` +
      `user=${login.user} passfile=${PASSWORD_FILE} channel_binding=require ` +
      `sslmode=verify-full sslrootcert=${CERTIFICATE_FILES.authorities}`;
    const psql = ['psql', '-XAt', '-c', 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'];
    const { code, output } = await execInContainer(node, [...psql, settings], 'root');
    await execInContainer(node, ['rm', PASSWORD_FILE], 'root');
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: 't' });
  });
}
