import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkAuthority, makeAuthority } from './authority';
import { makeLeaf } from './leaf';
import { renewalReason, shareAuthority, type WantedCertificate } from './renewal';

const NAMES = {
  subject: 'worker-1-a',
  names: ['worker-1-a', 'localhost'],
  addresses: ['127.0.0.1', '::1'],
};

async function made() {
  const authority = await makeAuthority('first');
  return { authority, leaf: await makeLeaf(authority, NAMES, 90) };
}

/** Whether a server with a certificate is taken by a client that trusts an authority. */
async function isTrusted(
  { certificate, key }: { certificate: string; key: string },
  ca: string,
  servername: string,
): Promise<boolean> {
  const server = createServer({ cert: certificate, key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca, servername });
  try {
    return await new Promise((resolve) => {
      socket.once('secureConnect', () => {
        resolve(socket.authorized);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('makeLeaf', () => {
  it('makes what clients of its authority trust by its names, and by no other', async () => {
    const { authority, leaf } = await made();
    const another = await makeAuthority('second');
    expect(await isTrusted(leaf, authority.certificate, 'worker-1-a')).toBe(true);
    expect(await isTrusted(leaf, authority.certificate, 'worker-2-a')).toBe(false);
    expect(await isTrusted(leaf, another.certificate, 'worker-1-a')).toBe(false);
    expect(await isTrusted(leaf, another.certificate + authority.certificate, 'localhost')).toBe(
      true,
    );
  });

  it('gives each one a serial number of its own, and the end that was asked for', async () => {
    const { authority, leaf } = await made();
    const other = await makeLeaf(authority, NAMES, 90);
    const [one, two] = [leaf, other].map(({ certificate }) => new X509Certificate(certificate));
    expect(one?.serialNumber).not.toBe(two?.serialNumber);
    const days = (Date.parse(one?.validTo ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
  });

  it("outlives no authority, and takes the keys that people's own authorities have", async () => {
    const authority = await makeAuthority('own');
    const leaf = new X509Certificate((await makeLeaf(authority, NAMES, 36_500)).certificate);
    expect(leaf.validTo).toBe(new X509Certificate(authority.certificate).validTo);
  });
});

describe('renewalReason', () => {
  const DAY_MS = 86_400_000;
  const later = (days: number): Date => new Date(Date.now() + days * DAY_MS);

  it('says when a certificate is due, and why', async () => {
    const { authority, leaf } = await made();
    const another = await makeAuthority('second');
    const wanted: WantedCertificate = {
      names: NAMES,
      signer: authority.certificate,
      authorities: authority.certificate,
      renewDays: 30,
    };
    const present = { certificate: leaf.certificate, authorities: authority.certificate };
    const reason = (change: Partial<WantedCertificate>, now = new Date()) =>
      renewalReason(present, { ...wanted, ...change }, now);
    expect(reason({})).toBeUndefined();
    expect(reason({}, later(59))).toBeUndefined();
    expect(reason({}, later(61))).toMatch(/^it ends on /);
    expect(reason({}, later(91))).toMatch(/^it expired on /);
    expect(reason({ signer: another.certificate })).toBe('another authority signs');
    const both = authority.certificate + another.certificate;
    expect(reason({ authorities: both })).toBe('other authorities are trusted');
    const more = { ...NAMES, names: [...NAMES.names, 'db.example.com'] };
    expect(reason({ names: more })).toBe('it lacks db.example.com');
    expect(reason({ names: { ...NAMES, addresses: ['127.0.0.1'] } })).toBe(
      'it has names that are none',
    );
    expect(renewalReason(undefined, wanted)).toBe('it has none');
    expect(renewalReason({ ...present, certificate: '' }, wanted)).toBe(
      'its file is no certificate',
    );
  });
});

describe('shareAuthority', () => {
  it('finds one among several, and none where there is none', async () => {
    const [one, other, third] = await Promise.all(
      ['one', 'other', 'third'].map(async (name) => (await makeAuthority(name)).certificate),
    );
    expect(shareAuthority(`${one}${other}`, `${third}${one}`)).toBe(true);
    expect(shareAuthority(`${one}${other}`, `${third}`)).toBe(false);
    expect(shareAuthority('', `${third}`)).toBe(false);
  });
});

describe('checkAuthority', () => {
  it('refuses what can not sign, in one line', async () => {
    const [one, other] = await Promise.all([makeAuthority('one'), makeAuthority('other')]);
    const refusal = (authority: Parameters<typeof checkAuthority>[0], now?: Date): string => {
      try {
        checkAuthority(authority, now);
        return '';
      } catch (error) {
        return String(error).split('\n')[0] ?? '';
      }
    };
    expect(refusal(one)).toBe('');
    expect(refusal({ certificate: one.certificate })).toContain('without the secret tls.caKey');
    expect(refusal({ key: one.key })).toContain('without tls.caCertificate');
    expect(refusal({ ...one, key: 'no PEM' })).toContain('is no private key');
    expect(refusal({ ...one, key: other.key })).toContain('does not fit tls.caCertificate');
    expect(refusal(one, new Date('2100-01-01'))).toContain('expired on');
  });
});
