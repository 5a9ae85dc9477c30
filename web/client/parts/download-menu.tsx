import { paths } from '../../api/paths';
import type { DownloadFormat } from '../../api/results';

/** What runs can be had as. */
const FORMATS: readonly (readonly [format: DownloadFormat, words: string])[] = [
  ['json', 'JSON: all figures'],
  ['csv', 'CSV: tables'],
  ['html', 'HTML: reports'],
  ['archive', 'Archive: the folders as they are'],
];

/** Downloads of runs, in any format. */
export function DownloadMenu(props: {
  readonly ids: readonly string[];
  /** Tables of CSV, where each can be had by itself. */
  readonly tables?: readonly string[];
}) {
  const { ids, tables = [] } = props;
  return (
    <details class="menu">
      <summary class="button">Download</summary>
      <ul>
        {FORMATS.map(([format, words]) => (
          <li key={format}>
            <a href={paths.resultDownload(ids, format)} download>
              {words}
            </a>
          </li>
        ))}
        {tables.map((table) => (
          <li key={table}>
            <a href={paths.resultDownload(ids, 'csv', table)} download>
              {table}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
