import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT, STATE_FOLDER } from '../paths';

/** Who makes a stack's containers, networks and volumes, as their labels say. */
export interface Owner {
  /** Of this checkout of the project and the backend of its states. */
  readonly id: string;
  /** For a reader: `me@laptop:/home/me/citus-cluster`. */
  readonly place: string;
}

/** The labels that hold an {@link Owner}. */
export const OWNER_LABELS = { id: 'citus-cluster.owner', place: 'citus-cluster.made-in' } as const;

/** Where this checkout's part of the id is kept, which goes with the states. */
const FILE = join(STATE_FOLDER, 'owner');

/**
 * Who this checkout is. A copy of it elsewhere is another one, and so is one with other states.
 *
 * @param backend URL of Pulumi's backend, where it is set
 */
export function readOwner(backend: string | undefined): Owner {
  return ownerOf([readToken(), PROJECT_ROOT, backend || `file://${STATE_FOLDER}`], PROJECT_ROOT);
}

/** Who somebody's own Pulumi program is that makes clusters, given its folder. */
export function programOwner(folder: string, project: string, backend: string | undefined): Owner {
  return ownerOf([hostname(), folder, project, backend ?? ''], folder);
}

function ownerOf(parts: readonly string[], folder: string): Owner {
  return {
    id: createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16),
    place: `${userInfo().username}@${hostname()}:${folder}`,
  };
}

function readToken(): string {
  mkdirSync(STATE_FOLDER, { recursive: true });
  try {
    writeFileSync(FILE, `${randomBytes(16).toString('hex')}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(FILE, 'utf8');
}
