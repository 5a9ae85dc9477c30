import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isRunning, type ProcessIdentity } from '../cli/process-identity';

/** What an exclusive file holds: who has it, and what its owner says of it. */
export interface Claim<T> {
  /** Of this claim alone. */
  readonly id: string;
  readonly owner: ProcessIdentity;
  readonly about: T;
}

/** A claim that was made, or that of the process which has the file. */
export type Outcome<T> =
  { readonly made: Claim<T>; readonly release: () => void } | { readonly heldBy: Claim<T> };

/**
 * Claims a file for this process, which has it alone until it releases it or ends.
 *
 * A file appears with its whole contents, by a link, which fails where there is one. One whose owner
 * is gone is replaced by whoever has claimed that very replacement, in a file named after the dead
 * claim: of several that find it dead one gets it, and nobody ever removes the claim of another
 * that lives.
 *
 * @param path in a folder that is made if it is missing
 */
export function claimFile<T>(path: string, about: T): Outcome<T> {
  mkdirSync(dirname(path), { recursive: true });
  const made: Claim<T> = { id: randomUUID(), owner: identityOf(), about };
  const draft = `${path}.${made.id}`;
  writeFileSync(draft, JSON.stringify(made), { mode: 0o600 });
  const release = (): void => {
    rmSync(path, { force: true });
  };
  try {
    for (;;) {
      if (link(draft, path)) return { made, release };
      const held = readClaim<T>(path);
      if (held === undefined) continue;
      if (isRunning(held.owner)) return { heldBy: held };
      const succession = claimFile(`${path}.after-${held.id}`, null);
      // Somebody else replaces it just now, in microseconds.
      if ('heldBy' in succession) continue;
      try {
        if (readClaim<T>(path)?.id !== held.id) continue;
        renameSync(draft, path);
        return { made, release };
      } finally {
        succession.release();
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The claim of whoever has a file and still runs; undefined if there is none. */
export function claimOn<T>(path: string): Claim<T> | undefined {
  const claim = readClaim<T>(path);
  return claim !== undefined && isRunning(claim.owner) ? claim : undefined;
}

function readClaim<T>(path: string): Claim<T> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Claim<T>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns false where there is such a file already */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
