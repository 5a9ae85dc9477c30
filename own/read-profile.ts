import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';
import { profileSchema, type Profile } from './profile';

/** The file of `own inspect`. */
export const PROFILE = 'profile.json';

/** Reads a folder's profile. @throws UserError naming the file and what is wrong with it */
export async function readProfile(folder: string): Promise<Profile> {
  const file = join(folder, PROFILE);
  const fail = (why: string, cause?: unknown): never => {
    throw new UserError(`${file}: ${why}`, 'make it by `npm run own -- inspect`', { cause });
  };
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return fail(messageOf(error), error);
  }
  const { data, error } = profileSchema.safeParse(content);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  return fail(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not as it should be'}`);
}
