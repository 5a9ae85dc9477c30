import type { Answer, Check } from './check-file';

/** Where Citus ran a statement; undefined where no engine tells. */
export function seenPlace(answers: readonly Answer[]): NonNullable<Answer['place']> | undefined {
  return answers.find(({ place }) => place !== null)?.place ?? undefined;
}

/** What engines' rows of one statement say of each other. */
export type Agreement = 'the same' | 'refused' | 'order not determined' | 'other rows';

/** Whether engines gave the same rows, or as many of those that a `LIMIT` may leave. */
export function agreementOf({
  answers,
  isSame,
  isDetermined,
}: Pick<Check['statements'][number], 'answers' | 'isSame' | 'isDetermined'>): Agreement {
  if (answers.some(({ refused }) => refused !== null)) return 'refused';
  if (isSame) return 'the same';
  const isAsMany = new Set(answers.map(({ rows }) => rows)).size === 1;
  return isAsMany && !isDetermined ? 'order not determined' : 'other rows';
}

/** Why an engine refuses a statement, and what to change where that is known. */
export function refusalWords({
  message,
  sqlstate,
  remedy,
}: NonNullable<Answer['refused']>): string {
  return `${message || `SQLSTATE ${sqlstate}`}${remedy === null ? '' : `; ${remedy}`}`;
}
