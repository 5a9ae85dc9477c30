import type { Shape } from '../statements/shape';

/** Types that may stand before a constant, which becomes a parameter in `pg_stat_statements`. */
const TYPED = /\b(interval|date|time|timetz|timestamp|timestamptz)\s+(\$\d+)/gi;

/**
 * A normalised text as the server takes it. Where a constant was that no parameter can stand for, it takes
 * another form that means the same.
 */
export function replayableText(text: string): string {
  return text
    .replace(TYPED, '$2::$1')
    .replace(/\bextract\s*\(\s*(\$\d+)\s+from\b/gi, 'date_part($1,');
}

/** What a parameter stands behind that has a type of its own, or that of what it is compared with. */
const FITTED = /([=<>]|\blike|\bin\s*\([^()]*|\blimit|\boffset|\bcast\s*\(|\bdate_part\s*\()\s*$/i;

/**
 * The text with a type for each parameter that is no column's value. A constant has a type, and a parameter in its
 * place, as of `sum(CASE WHEN … THEN 1 ELSE 0 END)`, has none that the server could find.
 */
export function withType(
  text: string,
  { parameters }: Pick<Shape, 'parameters'>,
  type: string,
): string {
  const known = new Set(parameters.flatMap(({ number, isWhole }) => (isWhole ? [number] : [])));
  return text.replace(/\$(\d+)(?!\d|\s*::)/g, (parameter, number: string, at: number) =>
    known.has(Number(number)) || FITTED.test(text.slice(0, at))
      ? parameter
      : `${parameter}::${type}`,
  );
}
