import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** PostgreSQL's default of `scram_iterations`. */
const ITERATIONS = 4096;

const VERIFIER = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/;

/**
 * The form in which PostgreSQL keeps a password (RFC 5803): setting it in place of the password
 * keeps the clear text off the wire and out of the server's logs.
 *
 * @param salt 16 random bytes by default
 */
export function scramVerifier(
  password: string,
  salt: Buffer = randomBytes(16),
  iterations: number = ITERATIONS,
): string {
  // RFC 5802, section 3. SASLprep reduces to NFKC for what a password is made of in practice.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Whether a stored verifier is of this password; false for any other form and for none. */
export function scramMatches(verifier: string | null, password: string): boolean {
  const [, iterations, salt] = VERIFIER.exec(verifier ?? '') ?? [];
  if (verifier === null || iterations === undefined || salt === undefined) return false;
  const wanted = scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations));
  return (
    wanted.length === verifier.length && timingSafeEqual(Buffer.from(wanted), Buffer.from(verifier))
  );
}
