import type { ClusterPlan } from '../topology/plan';

/** One thing that is to be so on every subject, a node or a container. */
export interface Point<Subject> {
  /** By which it is told from others, e.g. `log-line-prefix`. */
  readonly id: string;
  /** What is to be so. */
  readonly title: string;
  /** What it is good for. */
  readonly why: string;
  /** What is not as it should be; undefined where all is. */
  readonly check: (subject: Subject, plan: ClusterPlan) => string | undefined;
  /** Why what is found is left as it is; it then counts as no failure. */
  readonly exception?: string;
  /** Such a reason for some subjects alone; undefined for all others. */
  readonly exceptionFor?: (subject: Subject) => string | undefined;
}

/** Points on one kind of subject, and the subjects by name. */
export interface Audited<Subject> {
  readonly points: readonly Point<Subject>[];
  readonly subjects: ReadonlyMap<string, Subject>;
}

/** What an audit says of one point. */
export interface PointResult {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** `exception`: something was found, for a reason that is stated. */
  readonly result: 'ok' | 'exception' | 'failed';
  /** Name of each subject where it is not so, and what was found there. */
  readonly findings: Readonly<Record<string, string>>;
  readonly exception?: string;
}

/** Asserts points on their subjects. */
export function audit<Subject>(
  plan: ClusterPlan,
  { points, subjects }: Audited<Subject>,
): PointResult[] {
  return points.map(({ id, title, why, check, ...point }) => {
    const found = [...subjects].flatMap(([name, subject]) => {
      const finding = check(subject, plan);
      const exception = point.exception ?? point.exceptionFor?.(subject);
      return finding === undefined ? [] : [{ name, finding, exception }];
    });
    const findings = Object.fromEntries(found.map(({ name, finding }) => [name, finding]));
    const exceptions = new Set(found.map(({ exception }) => exception));
    const isFailed = exceptions.has(undefined);
    const result = found.length === 0 ? 'ok' : isFailed ? 'failed' : 'exception';
    const stated = isFailed ? [] : [...exceptions];
    return { id, title, why, result, findings, ...(stated[0] && { exception: stated.join('; ') }) };
  });
}
