import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';

/**
 * Reads a step's file, JSON or YAML.
 *
 * @param remedy what makes it
 * @throws UserError naming the file and what is wrong with it
 */
export async function readWorkFile<T>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  remedy: string,
): Promise<T> {
  const file = join(folder, name);
  const fail = (why: string, cause?: unknown): never => {
    throw new UserError(`${file}: ${why}`, remedy, { cause });
  };
  let content: unknown;
  try {
    const text = await readFile(file, 'utf8');
    content = name.endsWith('.json') ? JSON.parse(text) : parse(text);
  } catch (error) {
    return fail(messageOf(error), error);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not as it should be'}`);
}
