import type { Answer } from './check-file';

/** Where Citus ran a statement; undefined where no engine tells. */
export function seenPlace(answers: readonly Answer[]): NonNullable<Answer['place']> | undefined {
  return answers.find(({ place }) => place !== null)?.place ?? undefined;
}

/** Why an engine refuses a statement, and what to change where that is known. */
export function refusalWords({
  message,
  sqlstate,
  remedy,
}: NonNullable<Answer['refused']>): string {
  return `${message || `SQLSTATE ${sqlstate}`}${remedy === null ? '' : `; ${remedy}`}`;
}
