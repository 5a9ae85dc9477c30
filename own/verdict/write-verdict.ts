import { readOwnView } from '../report/read-view';
import { renderOwnReport } from '../report/report';
import { writeWorkFile } from '../work-file';
import { VERDICT, type Verdict } from './verdict-file';
import { verdictMarkdown } from './verdict-markdown';

/** The verdict for people, beside {@link VERDICT}. */
const MARKDOWN = 'verdict.md';
const PAGE = 'verdict.html';

/**
 * Writes a verdict in all its forms.
 *
 * @returns it as it is printed
 */
export async function writeVerdict(folder: string, verdict: Verdict): Promise<string> {
  const text = verdictMarkdown(verdict);
  await writeWorkFile(folder, MARKDOWN, text);
  const file = await writeWorkFile(folder, VERDICT, `${JSON.stringify(verdict, null, 2)}\n`);
  await writeWorkFile(folder, PAGE, await renderOwnReport(await readOwnView(folder)));
  return `${text}\nverdict: ${file}, ${PAGE} beside it\n`;
}
