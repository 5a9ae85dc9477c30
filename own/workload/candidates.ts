/** Values that are tried for a parameter that is no column's, the likeliest first. */
const BY_TYPE: readonly (readonly [type: RegExp, values: readonly string[]])[] = [
  [/^interval/, ['7 days', '1 day', '1 hour', '30 days', '1 year', '10 years', '1 minute']],
  [/^(smallint|integer|bigint|numeric|real|double)/, ['1', '0', '10', '100', '10000']],
  [/^bool/, ['true', 'false']],
  [/^(date|timestamp)/, ['now', '2000-01-01', '2100-01-01', 'yesterday']],
  [/^jsonb?$/, ['{}', '[]']],
  [/^uuid/, ['00000000-0000-0000-0000-000000000000']],
  [/\[\]$/, ['{}']],
  [/./, ['', '%', 'day', 'year', 'month', 'a']],
];

/** Values of a type to try. */
export function candidatesOf(type: string): readonly string[] {
  return BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? [''];
}

/** A value of a type that an expression is not changed by, as far as there is one. */
export function neutral(type: string): string {
  if (/^(smallint|integer|bigint|numeric|real|double|interval)/.test(type)) return '0';
  return /^text|^char/.test(type) ? '' : (candidatesOf(type)[0] ?? '');
}
