import { UserError } from '../../../words/user-error';
import { annotate as annotateFolder } from '../../../archive/annotations';
import { deleteResult } from '../../../archive/delete-result';
import { exportedFiles, type ExportFormat } from '../../../archive/export-results';
import { listResults } from '../../../archive/list-results';
import type { ResultEntry } from '../../../archive/result-entry';
import { isMeasured } from '../../../archive/result-entry';
import { summariseResult } from '../../../archive/result-summary';
import { measured } from '../../../archive/show-result';
import { parseTag } from '../../../results/tag';
import type { AnnotationChange, Deletion, ResultLine } from '../../api/results';
import type { ExportedFiles } from './calls';

/** An entry as the list has it. */
export function resultLine(entry: ResultEntry): ResultLine {
  const metrics = entry.kind === 'benchmark' && isMeasured(entry) ? entry.metrics : undefined;
  return {
    ...summariseResult(entry),
    series_id: metrics?.series_id ?? null,
    run_tag: metrics?.tag ?? null,
  };
}

/** The run of that id. @throws UserError if there is none */
export async function entryOf(folder: string, id: string): Promise<ResultEntry> {
  const [entry] = (await listResults(folder, new Set([id]))).entries;
  if (entry === undefined) throw new UserError(`there is no run "${id}"`, 'it may be deleted');
  return entry;
}

/** Lines of the entries of these names; what is no run is left out. */
export async function resultLines(folder: string, ids: readonly string[]): Promise<ResultLine[]> {
  const { entries } = await listResults(folder, new Set(ids));
  return entries.map(resultLine);
}

/** Changes what is said of a run. */
export async function annotate(
  folder: string,
  id: string,
  { tags, note, baseline }: AnnotationChange,
): Promise<ResultLine> {
  const entry = await entryOf(folder, id);
  const { run_tag } = resultLine(entry);
  const text = note?.trim();
  await annotateFolder(entry.path, {
    // What it was given when it ran is part of the measured file.
    ...(tags !== undefined && { tags: tags.map(parseTag).filter((tag) => tag !== run_tag) }),
    ...(text !== undefined && { note: text === '' ? null : text }),
    ...(note === null && { note: null }),
    ...(baseline !== undefined && { baseline }),
  });
  return resultLine(await entryOf(folder, id));
}

/** Deletes runs, as many as can be. */
export async function deleteResults(folder: string, ids: readonly string[]): Promise<Deletion> {
  const deleted: string[] = [];
  const kept: { id: string; error: string }[] = [];
  for (const id of new Set(ids)) {
    try {
      await deleteResult(await entryOf(folder, id));
      deleted.push(id);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      kept.push({ id, error: error.message });
    }
  }
  return { deleted, kept };
}

/** Runs as files of a format. */
export async function exportResults(
  folder: string,
  ids: readonly string[],
  format: ExportFormat,
): Promise<ExportedFiles> {
  const entries = await Promise.all(ids.map((id) => entryOf(folder, id)));
  const files = await exportedFiles(entries.map(measured), format);
  return [...files].map(([name, text]) => ({ name, text }));
}
