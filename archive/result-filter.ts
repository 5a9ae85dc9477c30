import { isMeasured, tagsOf, type ResultEntry } from './result-entry';

/** What a user asks a list for; what is absent does not matter. */
export interface ResultFilter {
  /** `chaos` for chaos runs, `scale` for clusters of several sizes. */
  readonly scenario?: string;
  readonly stack?: string;
  readonly engine?: string;
  readonly tag?: string;
  readonly since?: Date;
}

/** What a run was made with. */
export interface RunLabels {
  readonly scenario: string;
  readonly stack: string;
  readonly engine: string;
}

/** The labels of an entry; undefined where its file does not tell. */
export function labelsOf(entry: ResultEntry): RunLabels | undefined {
  if (!isMeasured(entry)) return undefined;
  if (entry.kind === 'chaos') {
    const { stack, engine } = entry.chaos;
    return { scenario: 'chaos', stack, engine };
  }
  if (entry.kind === 'scale') {
    const { like, engine } = entry.scale;
    return { scenario: 'scale', stack: like, engine };
  }
  const { scenario, stack, environment } = entry.metrics;
  return { scenario, stack, engine: environment.engine };
}

/** Whether an entry is what was asked for. One whose labels are unknown matches none that is given. */
export function matches(entry: ResultEntry, filter: ResultFilter): boolean {
  const labels = labelsOf(entry);
  return (
    (['scenario', 'stack', 'engine'] as const).every(
      (name) => filter[name] === undefined || filter[name] === labels?.[name],
    ) &&
    (filter.tag === undefined || tagsOf(entry).includes(filter.tag)) &&
    (filter.since === undefined || entry.startedAt >= filter.since)
  );
}
