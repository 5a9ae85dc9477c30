/** Values in a log's `DETAIL`: `parameters: $1 = '5', $2 = NULL`; NULLs are left out. */
export function parameterTexts(detail: string): ReadonlyMap<number, string> {
  if (!/^parameters:/i.test(detail)) return new Map();
  const found = detail.matchAll(/\$(\d+) = '((?:[^']|'')*)'/g);
  return new Map(
    [...found].map(([, number, value]) => [Number(number), (value ?? '').replaceAll("''", "'")]),
  );
}
