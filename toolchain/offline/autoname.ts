import { createHash, randomBytes } from 'node:crypto';

/** Characters of the random part of a name, as the official provider has it. */
const RANDOM_LENGTH = 7;

/**
 * The name of a resource whose program gives none: its logical name and a random part, so that a
 * replacement can live beside what it replaces.
 *
 * @param seed the engine's random seed; the same seed gives the same name in preview and update
 */
export function autoname(logicalName: string, seed: Uint8Array): string {
  const source = seed.length > 0 ? seed : randomBytes(32);
  const random = createHash('sha256').update(source).digest('hex').slice(0, RANDOM_LENGTH);
  return `${logicalName}-${random}`;
}
