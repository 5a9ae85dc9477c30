import { profileSchema, type Profile } from './profile';
import { readWorkFile } from './read-work-file';

/** The file of `own inspect`. */
export const PROFILE = 'profile.json';

/** Reads a folder's profile. @throws UserError naming the file and what is wrong with it */
export function readProfile(folder: string): Promise<Profile> {
  return readWorkFile(folder, PROFILE, profileSchema, 'make it by `npm run own -- inspect`');
}
