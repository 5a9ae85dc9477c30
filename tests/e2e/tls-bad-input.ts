import Docker from 'dockerode';
import { afterAll, expect, it } from 'vitest';
import { makeAuthority } from '../../certificates/authority';
import { copyStack, dropStack, npmRun } from './project';
import { testPorts } from './test-ports';

/** What an own authority is set to. */
type Settings = Readonly<Record<string, unknown>>;

/** Input of which no certificate can be made. Call it inside a `describe`. */
export function describeBadInput(stack: string): void {
  afterAll(() => {
    dropStack(stack);
  });

  const cases: readonly [string, () => Promise<Settings> | Settings, RegExp][] = [
    [
      'certificates that are always due',
      () => ({ 'tls.leafDays': 10, 'tls.renewDays': 30 }),
      /tls\.renewDays is 30 with tls\.leafDays 10/,
    ],
    [
      'an authority without its key',
      async () => ({ 'tls.caCertificate': (await makeAuthority('own')).certificate }),
      /tls\.caCertificate is set without the secret tls\.caKey/,
    ],
    [
      "another authority's key",
      async () => {
        const [one, other] = await Promise.all([makeAuthority('one'), makeAuthority('other')]);
        return { 'tls.caCertificate': one.certificate, 'tls.caKey': other.key };
      },
      /tls\.caKey does not fit tls\.caCertificate/,
    ],
    [
      'a key that is none',
      async () => ({
        'tls.caCertificate': (await makeAuthority('own')).certificate,
        'tls.caKey': 'x',
      }),
      /tls\.caKey is no private key/,
    ],
    ['a certificate that is none', () => ({ 'tls.caCertificate': 'ca.pem' }), /tls\.caCertificate/],
    ['a name that is none', () => ({ 'tls.names': 'db.example.org,not a name' }), /tls\.names/],
  ];

  it.each(cases)('refuses %s, in one line, and makes nothing', async (_, settings, complaint) => {
    copyStack('native', stack, { ports: testPorts(15_500), ...(await settings()) });
    const { code, stdout, stderr } = await npmRun('up', '--stack', stack, '--yes');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(complaint);
    // What is wrong, and what to do.
    expect(lines.length, stderr).toBeLessThanOrEqual(2);
    const docker = new Docker();
    const filters = { name: [`citus-${stack}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await docker.listNetworks({ filters })).toEqual([]);
    expect((await docker.listVolumes({ filters })).Volumes).toEqual([]);
  });
}
