import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../words/user-error';
import { DamagedDocument, readDocument } from './read-document';
import { readRegularFile } from './read-regular-file';

/** The contents of `annotations.json`: what people say of a run, apart from what was measured. */
export const annotationsSchema = z.object({
  schema_version: z.literal(1),
  /** Words to find it by, in alphabetical order. */
  tags: z.array(z.string()),
  note: z.string().nullable(),
  /** Whether it is pinned as a baseline that others are compared with. */
  baseline: z.boolean(),
});

/** What people say of a run. */
export type Annotations = z.infer<typeof annotationsSchema>;

/** The file of a run's folder that holds its annotations. */
export const ANNOTATIONS_FILE = 'annotations.json';

/** Of a run that nobody has said anything of. */
export const NO_ANNOTATIONS: Annotations = {
  schema_version: 1,
  tags: [],
  note: null,
  baseline: false,
};

/**
 * The annotations of a run.
 *
 * @param folder of the run
 * @throws DamagedDocument if the file can't be read
 */
export async function readAnnotations(folder: string): Promise<Annotations> {
  const text = await readRegularFile(join(folder, ANNOTATIONS_FILE));
  if (text === undefined) return NO_ANNOTATIONS;
  return readDocument(text, { schema: annotationsSchema, newest: 1, upgrades: {} });
}

/**
 * Changes the annotations of a run. The file is replaced as a whole, so that whoever reads it finds
 * the old or the new one; measured files are never touched.
 *
 * @param folder of the run
 * @returns the new annotations
 * @throws UserError if they are damaged, or nothing can be written there
 */
export async function annotate(
  folder: string,
  change: Partial<Omit<Annotations, 'schema_version'>>,
): Promise<Annotations> {
  const current = await readAnnotations(folder).catch((cause: unknown) => {
    if (!(cause instanceof DamagedDocument)) throw cause;
    throw new UserError(
      `${ANNOTATIONS_FILE} of ${basename(folder)} ${cause.message}`,
      'correct or remove that file',
      { cause },
    );
  });
  const next = { ...current, ...change };
  const changed = { ...next, tags: [...new Set(next.tags)].sort() };
  const scratch = join(folder, `.${ANNOTATIONS_FILE}-${randomUUID()}`);
  try {
    await writeFile(scratch, `${JSON.stringify(changed, null, 2)}\n`);
    await rename(scratch, join(folder, ANNOTATIONS_FILE));
  } catch (cause) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw new UserError(
      `${ANNOTATIONS_FILE} of ${basename(folder)} can't be written: ${(cause as Error).message}`,
      'make its folder writable',
      { cause },
    );
  }
  return changed;
}
