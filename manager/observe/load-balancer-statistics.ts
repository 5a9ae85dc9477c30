/** A line of HAProxy's statistics by the names of its columns: `pxname`, `svname`, `status`, …. */
export type StatisticsRow = Readonly<Record<string, string>>;

/**
 * Reads HAProxy's statistics.
 *
 * @param csv what `/;csv` of its statistics page answers: names of the columns after `# `, then a
 *   line for each frontend, backend and server
 */
export function statisticsRows(csv: string): StatisticsRow[] {
  const [head = '', ...lines] = csv.trim().split('\n');
  const columns = head.replace(/^# /, '').split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}
