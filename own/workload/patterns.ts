/** Patterns for LIKE that are made of a value, the narrowest first: `$` stands for it, `^` for its first word. */
export const PATTERNS_TO_TRY: readonly string[] = ['$', '^%', '%^%', '%'];

/** Whether a comparison is by a pattern: `LIKE`, `ILIKE`. */
export function isPattern(operator: string): boolean {
  return /^!?~~\*?$/.test(operator);
}

/** A pattern of one of the forms to try that a value matches. */
export function patternOf(form: string, value: string): string {
  const escaped = value.replace(/[\\%_]/g, '\\$&');
  const [word = ''] = /[\p{L}\p{N}]+/u.exec(value) ?? [];
  return form.replace('$', () => escaped).replace('^', () => word);
}
