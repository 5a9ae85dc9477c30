import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { CertificateNames } from '../topology/tls/certificate-names';
import { CLOCK_SKEW_MS, type Authority } from './authority';
import { KEY_ALGORITHM, keyPem, randomSerial, signingKey } from './key';

/** A container's certificate and its private key, PEM. The key is secret. */
export interface Leaf {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** Makes a container's certificate, good as a server's and as a client's. */
export async function makeLeaf(
  authority: Authority,
  { subject, names, addresses }: CertificateNames,
  days: number,
  now = new Date(),
): Promise<Leaf> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const { key, algorithm } = await signingKey(authority.key);
  const keys = await crypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: [{ CN: [subject] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
    // None outlives its authority: clients would refuse it anyway.
    notAfter: new Date(Math.min(now.getTime() + days * DAY_MS, issuer.notAfter.getTime())),
    publicKey: keys.publicKey,
    signingKey: key,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns' as const, value })),
        ...addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}
