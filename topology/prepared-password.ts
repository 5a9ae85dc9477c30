import saslprep from '@mongodb-js/saslprep';

/**
 * A password as libpq and PostgreSQL's server prepare it for SCRAM: by SASLprep (RFC 4013), which
 * turns other spaces into a space, drops what can't be seen and takes the compatible form of the
 * rest; as it is where SASLprep refuses it, for a control character for instance, one that Unicode
 * 3.2 did not have, or a mixture of writing directions.
 *
 * Prepared once more, it is the same, so that clients that prepare it in their own ways agree.
 */
export function preparedPassword(password: string): string {
  if (isAscii(password)) return password;
  try {
    return saslprep(password) || password;
  } catch {
    return password;
  }
}

/**
 * Whether clients that know no more of SASLprep than its mappings, as node-postgres does, make the
 * same of a prepared password as libpq does.
 */
export function isReadAlike(prepared: string): boolean {
  const mapped = prepared.replace(OTHER_SPACES, ' ').replace(INVISIBLE, '').normalize('NFKC');
  return mapped === prepared;
}

/** RFC 3454, table C.1.2. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;

/** RFC 3454, table B.1. */
const INVISIBLE =
  /\u00ad|\u034f|\u1806|\u180b|\u180c|\u180d|\u200b|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;

function isAscii(text: string): boolean {
  return [...text].every((character) => (character.codePointAt(0) ?? 0) < 0x80);
}
