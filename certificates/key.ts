import { createPrivateKey, randomBytes, type KeyObject, type webcrypto } from 'node:crypto';

/**
 * Keys of certificates. SCRAM binds a login to its connection by a hash of the certificate that its
 * signature names (RFC 5929 section 4.1), so that an Ed25519 one, which names none, would not do.
 */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** How they sign. */
export const SIGNATURE_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A private key as PKCS #8 in PEM. */
export async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}

/** A signing key for the web's cryptography, and how it signs. */
export async function signingKey(pem: string) {
  const key = createPrivateKey(pem);
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { ...SIGNATURE_ALGORITHM, namedCurve: curveOf(key) };
  const der = key.export({ format: 'der', type: 'pkcs8' });
  return {
    key: await crypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign']),
    algorithm,
  };
}

/** Names of curves in the web's cryptography, by OpenSSL's. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

function curveOf(key: KeyObject): string {
  return CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? KEY_ALGORITHM.namedCurve;
}

/** A serial number that no other certificate has: 127 random bits. */
export function randomSerial(): string {
  const bytes = randomBytes(16);
  // Positive, and of full length.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
