import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { preparedPassword } from '../config/prepared-password';

/** PostgreSQL's default of `scram_iterations`. */
const ITERATIONS = 4096;

const SALT_BYTES = 16;

/**
 * The form in which PostgreSQL keeps a role's password (RFC 5803): setting it in place of the password
 * keeps the clear text off the wire and out of the server's logs.
 *
 * It is the same whoever makes it, so that the pooler holds what the server holds: with the keys that
 * a client proves to it, it logs in to the server, and knows no password. The salt is therefore made
 * of role and password, in a way that makes guessing no cheaper than by the verifier itself.
 */
export function roleVerifier(role: string, password: string): string {
  const key = JSON.stringify([role, password]);
  const known = verifiers.get(key);
  if (known !== undefined) return known;
  const salt = derive(password, `citus-cluster role ${role}`, SALT_BYTES);
  const verifier = scramVerifier(password, salt);
  verifiers.set(key, verifier);
  return verifier;
}

/** Each takes milliseconds to make, and is asked for on every node, again and again. */
const verifiers = new Map<string, string>();

/** The verifier of a password with this salt. */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = derive(password, salt, 32);
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  // RFC 5802, section 3.
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Whether a role that has this verifier takes this password. */
export function takesPassword(verifier: string, password: string): boolean {
  const [, salt] = /^SCRAM-SHA-256\$\d+:([^$]+)\$/.exec(verifier) ?? [];
  return salt !== undefined && scramVerifier(password, Buffer.from(salt, 'base64')) === verifier;
}

function derive(password: string, salt: string | Buffer, bytes: number): Buffer {
  return pbkdf2Sync(preparedPassword(password), salt, ITERATIONS, bytes, 'sha256');
}
