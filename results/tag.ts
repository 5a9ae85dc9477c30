import { UserError } from '../words/user-error';

/** Longest tag. */
const LONGEST = 60;

/**
 * A word to find runs by.
 *
 * @throws UserError if it is none
 */
export function parseTag(text: string): string {
  if (!/^[^\s,]+$/.test(text) || text.length > LONGEST) {
    throw new UserError(
      `tag "${text}" is no single word`,
      `it must have 1 to ${LONGEST} characters, and no space or comma`,
    );
  }
  return text;
}
