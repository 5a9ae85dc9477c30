import { PROFILE } from '../read-profile';
import { writeWorkFile } from '../work-file';
import { inspectSource, type Inspection } from './inspect-source';
import type { Source } from './source';

/**
 * Looks at a database and writes a folder's profile.
 *
 * @returns what is printed of it
 */
export async function writeProfile(
  folder: string,
  source: Source,
  inspection: Omit<Inspection, 'say'>,
): Promise<string> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const profile = await inspectSource(source, { ...inspection, say });
  for (const note of profile.notes) say(`note: ${note}`);
  const file = await writeWorkFile(folder, PROFILE, `${JSON.stringify(profile, null, 2)}\n`);
  return `profile: ${file}\n`;
}
