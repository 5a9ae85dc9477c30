/**
 * A Markdown table, with columns as wide as their widest cell.
 *
 * @param header titles of the columns
 * @param rows cells as text, without line breaks
 */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const safe = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) =>
    Math.max(3, ...safe.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [titles = [], ...others] = safe;
  return [titles, widths.map((width) => '-'.repeat(width)), ...others].map(line).join('\n');
}
