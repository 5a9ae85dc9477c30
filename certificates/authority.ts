import 'reflect-metadata';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { UserError } from '../words/user-error';
import { KEY_ALGORITHM, keyPem, randomSerial, SIGNATURE_ALGORITHM } from './key';

/** A certificate authority that can sign. PEM; the key is secret. */
export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

/** Years that an authority holds: longer than any cluster goes without a change of it. */
const YEARS = 10;

/** Clocks of other machines may be behind by as much, ms. */
export const CLOCK_SKEW_MS = 3_600_000;

/**
 * Makes an authority for a cluster, an ECDSA key on the curve P-256 and its certificate, which signs
 * certificates of containers and no other authority's.
 *
 * @param name its common name
 */
export async function makeAuthority(name: string, now = new Date()): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const notAfter = new Date(now);
  notAfter.setFullYear(now.getFullYear() + YEARS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: [{ CN: [name] }],
    notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
    notAfter,
    keys,
    signingAlgorithm: SIGNATURE_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}

/**
 * Makes sure that an authority of a user's can sign.
 *
 * @throws UserError naming the configuration's key
 */
export function checkAuthority({ certificate, key }: Partial<Authority>, now = new Date()): void {
  if (!certificate) {
    throw new UserError(
      'config tls.caKey is set without tls.caCertificate',
      'set tls.caCertificate to the certificate that the key belongs to, PEM',
    );
  }
  if (!key) {
    throw new UserError(
      'config tls.caCertificate is set without the secret tls.caKey',
      "set it to the certificate's private key, PEM: `npm run pulumi -- config set --path --secret citus-cluster:tls.caKey --stack STACK < ca.key`",
    );
  }
  const authority = new X509Certificate(certificate);
  const privateKey = privateKeyOf(key);
  if (privateKey === undefined) {
    throw new UserError(
      'config tls.caKey is no private key',
      'it has to be PEM without a passphrase, of ECDSA or RSA',
    );
  }
  if (!authority.checkPrivateKey(privateKey)) {
    throw new UserError(
      'config tls.caKey does not fit tls.caCertificate',
      'set both to those of the same authority',
    );
  }
  if (now > new Date(authority.validTo)) {
    throw new UserError(
      `config tls.caCertificate expired on ${authority.validTo}`,
      'set it to a certificate that holds, and tls.caKey to its key',
    );
  }
}

function privateKeyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
