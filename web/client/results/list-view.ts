import type { ResultLine } from '../../api/results';

/** What the list can be ordered by. */
export type SortKey =
  'started' | 'scenario' | 'stack' | 'throughput' | 'read-p99' | 'write-p99' | 'errors';

/** What a reader wants to see of the list; empty words don't matter. */
export interface ListView {
  /** Words that must all be found in a line, in any column. */
  readonly text: string;
  readonly scenario: string;
  readonly engine: string;
  readonly stack: string;
  readonly tag: string;
  /** Days, `2026-01-02`, both of them included; UTC. */
  readonly from: string;
  readonly until: string;
  readonly baselinesOnly: boolean;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** From 0. */
  readonly page: number;
}

/** All, newest first. */
export const WHOLE_LIST: ListView = {
  ...{ text: '', scenario: '', engine: '', stack: '', tag: '', from: '', until: '' },
  baselinesOnly: false,
  sort: 'started',
  descending: true,
  page: 0,
};

/** Lines of one page of the list. */
export const PAGE_LENGTH = 40;

/** The lines that a reader wants to see, in order. */
export function linesInView(lines: readonly ResultLine[], view: ListView): ResultLine[] {
  const words = view.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = lines.filter(
    (line) =>
      (view.scenario === '' || line.scenario === view.scenario) &&
      (view.engine === '' || line.engine === view.engine) &&
      (view.stack === '' || line.stack === view.stack) &&
      (view.tag === '' || line.tags.includes(view.tag)) &&
      (view.from === '' || line.started_at.slice(0, 10) >= view.from) &&
      (view.until === '' || line.started_at.slice(0, 10) <= view.until) &&
      (!view.baselinesOnly || line.baseline) &&
      (words.length === 0 || hasWords(line, words)),
  );
  const { sort, descending } = view;
  return found.sort((a, b) => {
    const order = compareBy(sort, a, b, descending);
    return order === 0 ? b.started_at.localeCompare(a.started_at) : order;
  });
}

function hasWords(line: ResultLine, words: readonly string[]): boolean {
  const { id, scenario, stack, engine, tags, note, state, chaos, scale, problem } = line;
  const all = [
    id,
    scenario,
    stack,
    engine,
    ...tags,
    note,
    state,
    ...(chaos?.faults ?? []),
    ...Object.keys(scale?.speedups ?? {}),
    problem,
  ];
  const text = all.join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Lines without a value come last, whichever the direction. */
function compareBy(key: SortKey, a: ResultLine, b: ResultLine, descending: boolean): number {
  const [left, right] = [valueOf(key, a), valueOf(key, b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order =
    typeof left === 'string' && typeof right === 'string'
      ? left.localeCompare(right)
      : Number(left) - Number(right);
  return descending ? -order : order;
}

function valueOf(key: SortKey, { started_at, scenario, stack, figures }: ResultLine) {
  switch (key) {
    case 'started':
      return started_at;
    case 'scenario':
      return scenario;
    case 'stack':
      return stack;
    case 'throughput':
      return figures?.throughput_ops_sec ?? null;
    case 'read-p99':
      return figures?.read_p99_ms ?? null;
    case 'write-p99':
      return figures?.write_p99_ms ?? null;
    case 'errors':
      return figures?.error_count ?? null;
  }
}

/** What the filters offer. */
export interface FilterChoices {
  readonly scenarios: readonly string[];
  readonly engines: readonly string[];
  readonly stacks: readonly string[];
  readonly tags: readonly string[];
}

/** Every scenario, engine, stack and tag of the list, in alphabetical order. */
export function choicesOf(lines: readonly ResultLine[]): FilterChoices {
  const sorted = (words: readonly (string | null)[]): string[] =>
    [...new Set(words.filter((word) => word !== null))].sort();
  return {
    scenarios: sorted(lines.map(({ scenario }) => scenario)),
    engines: sorted(lines.map(({ engine }) => engine)),
    stacks: sorted(lines.map(({ stack }) => stack)),
    tags: sorted(lines.flatMap(({ tags }) => tags)),
  };
}
