import { writeFile } from 'node:fs/promises';
import { compare } from '../benchmark/compare/compare';
import { renderText } from '../benchmark/compare/render-text';
import { renderComparison } from '../benchmark/compare/report';
import { selectSides } from '../benchmark/compare/select-sides';
import { plainCommand, runCommand } from '../cli/command';
import { UserError } from '../cli/user-error';

interface Options {
  readonly results: string;
  readonly json?: true;
  readonly html?: string;
}

const command = plainCommand(
  'npm run compare --',
  'Says whether benchmark runs differ: each side against the first.',
)
  .argument(
    '<sides...>',
    "at least two: a run's or series' id or its beginning, tag:NAME, or a path",
  )
  .option('--results <folder>', 'where results are', 'benchmark_results')
  .option('--json', 'print the comparison as one JSON document')
  .option('--html <file>', 'write it as a page as well')
  .action(async (references: string[], { results, json, html }: Options) => {
    if (references.length < 2) {
      command.error('error: a comparison takes at least two sides, e.g. `tag:before tag:after`');
    }
    const { sides, all } = await selectSides(references, results);
    const comparison = compare(sides, all);
    const text = json ? JSON.stringify(comparison, null, 2) : renderText(comparison);
    process.stdout.write(`${text}\n`);
    if (html === undefined) return;
    const page = await renderComparison(comparison, sides);
    await writeFile(html, page).catch((cause: unknown) => {
      throw new UserError(
        `the page can't be written to ${html}: ${(cause as Error).message}`,
        'name a file in a folder that is there and writable',
        { cause },
      );
    });
    process.stderr.write(`page: ${html}\n`);
  });

void runCommand(command);
