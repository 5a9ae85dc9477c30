/** What became of one check of a rehearsal. */
export interface RehearsedCheck {
  /** What was checked, in words: `indexes`. */
  readonly check: string;
  readonly result: 'passed' | 'failed' | 'left out';
  /** What was found, a line each. */
  readonly findings: readonly string[];
  readonly ms: number;
}

/** A restore into a stack of its own and what was checked there, {@link rehearsalFileOf} of the catalogue. */
export interface Rehearsal {
  readonly version: 1;
  /** When it began, ms since the Unix epoch. */
  readonly at: number;
  /** The point that was restored to, and when it was taken; null where it failed before one was chosen. */
  readonly point: { readonly name: string; readonly at: number } | null;
  readonly verdict: 'proved' | 'failed';
  /** From the beginning of the restore until rows could be read, and until standbys followed, ms. */
  readonly rowsMs: number | null;
  readonly standbysMs: number | null;
  /** With all checks, ms. */
  readonly totalMs: number;
  readonly checks: readonly RehearsedCheck[];
}

/** Name of the file of a rehearsal that began then, ms: `rehearsal-20261128t041500z.json`. */
export function rehearsalFileOf(at: number): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `rehearsal-${time.toLowerCase()}.json`;
}

/** Names of files of rehearsals, the newest first. */
export function rehearsalFiles(names: readonly string[]): string[] {
  return names
    .filter((name) => /^rehearsal-\d{8}t\d{6}z\.json$/.test(name))
    .sort()
    .reverse();
}

/** What failed, in words; empty where nothing did. */
export function failedChecks({ checks }: Pick<Rehearsal, 'checks'>): string[] {
  return checks
    .filter(({ result }) => result === 'failed')
    .map(({ check, findings }) => `${check}: ${findings[0] ?? 'no word of why'}`);
}
