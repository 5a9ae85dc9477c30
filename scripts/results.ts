import { Option, type Command } from 'commander';
import { annotate } from '../archive/annotations';
import { parseAge, parseSince } from '../archive/age';
import { deleteResult } from '../archive/delete-result';
import { EXPORT_FORMATS, exportResults, type ExportFormat } from '../archive/export-results';
import { findResult } from '../archive/find-result';
import { listResults, type Listing } from '../archive/list-results';
import { listTable } from '../archive/list-table';
import { choosePrunable } from '../archive/prune';
import { tagsOf, type ResultEntry } from '../archive/result-entry';
import { matches, type ResultFilter } from '../archive/result-filter';
import { summariseResult } from '../archive/result-summary';
import { readCapacity, wholeRun } from '../archive/run-files';
import { measured, renderResult } from '../archive/show-result';
import { parseTag } from '../results/tag';
import { plainCommand, runCommand, wholeNumber } from '../cli/command';
import { confirm } from '../cli/confirm';
import { UserError } from '../words/user-error';

interface Common {
  /** The results folder. */
  readonly results: string;
  readonly json?: true;
  readonly yes?: true;
  readonly remove?: true;
}

const RUN = 'its id, the beginning of it, or latest';

const command = plainCommand(
  'npm run results --',
  'Lists, shows, marks, exports and deletes runs.',
);

function add(name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--results <folder>', 'where the runs are', 'benchmark_results');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** The entries that are meant, each once. */
function findAll(listing: Listing, wanted: readonly string[]): ResultEntry[] {
  return [...new Set(wanted.map((one) => findResult(listing, one)))];
}

async function findOne({ results }: Common, wanted: string): Promise<ResultEntry> {
  return findResult(await listResults(results), wanted);
}

/** Deletes after a question, unless there is none to be asked. */
async function deleteAll(entries: readonly ResultEntry[], { yes }: Common): Promise<void> {
  const [first] = entries;
  const what = entries.length === 1 ? `run ${first?.id}` : `${entries.length} runs`;
  if (yes !== true) {
    for (const { id } of entries) process.stderr.write(`${id}\n`);
    await confirm(`Delete ${what}?`);
  }
  for (const entry of entries) {
    await deleteResult(entry);
    print(`deleted ${entry.id}`);
  }
}

add('list', 'Lists the runs, newest first.')
  .option('--scenario <name>', 'only runs of this scenario; chaos for chaos runs')
  .option('--stack <name>', 'only runs on this stack')
  .option('--engine <name>', 'only runs on this engine')
  .option('--tag <word>', 'only runs with this tag')
  .addOption(
    new Option('--since <time>', 'only runs since a date, a time (UTC), or an age such as 7d')
      // Commander hands the former value over as a second argument, which is no clock.
      .argParser((text) => parseSince(text)),
  )
  .option('--json', 'print the list as one JSON document')
  .action(async (options: Common & ResultFilter) => {
    const { folder, entries, foreign } = await listResults(options.results);
    const runs = entries.filter((entry) => matches(entry, options)).map(summariseResult);
    if (options.json) {
      printJson({ folder, runs, ignored: foreign });
      return;
    }
    print(runs.length > 0 ? listTable(runs) : 'no run');
    if (foreign.length > 0) {
      const more = foreign.length > 3 ? ', …' : '';
      const named = `${foreign.slice(0, 3).join(', ')}${more}`;
      process.stderr.write(`ignored, because they are no runs (${foreign.length}): ${named}\n`);
    }
  });

add('show', 'Shows the figures of a run.')
  .argument('<run>', RUN)
  .option('--json', 'print all of the run as one JSON document')
  .action(async (run: string, options: Common) => {
    const entry = measured(await findOne(options, run));
    if (options.json) printJson(await wholeRun(entry));
    else print(renderResult(entry, await readCapacity(entry)));
  });

add('tag', 'Adds words to a run by which it is found.')
  .argument('<run>', RUN)
  .argument('<word...>', 'words without spaces')
  .option('--remove', 'take the words away instead')
  .action(async (run: string, words: string[], options: Common) => {
    const entry = await findOne(options, run);
    const tags = words.map(parseTag);
    const given = tagsOf(entry).filter((tag) => !entry.annotations.tags.includes(tag));
    const fixed = options.remove ? tags.find((tag) => given.includes(tag)) : undefined;
    if (fixed !== undefined) {
      throw new UserError(
        `tag "${fixed}" of ${entry.id} was given by \`--tag\` when it ran and is part of the result`,
      );
    }
    const before = entry.annotations.tags;
    const after = options.remove
      ? before.filter((tag) => !tags.includes(tag))
      : [...before, ...tags];
    const annotations = await annotate(entry.path, { tags: after });
    print(`${entry.id}: ${[...given, ...annotations.tags].join(' ') || 'no tag'}`);
  });

add('note', 'Keeps a text with a run, instead of the one before.')
  .argument('<run>', RUN)
  .argument('[text...]')
  .option('--remove', 'take the note away')
  .action(async (run: string, text: string[], options: Common, self: Command) => {
    const note = text.join(' ').trim();
    if ((note === '') !== (options.remove === true)) {
      self.error('error: give either a text or --remove');
    }
    const entry = await findOne(options, run);
    await annotate(entry.path, { note: note === '' ? null : note });
    print(`${entry.id}: ${note === '' ? 'no note' : note}`);
  });

add('pin', 'Pins a run as a baseline; it is not pruned.')
  .argument('<run>', RUN)
  .option('--remove', 'let it go again')
  .action(async (run: string, options: Common) => {
    const entry = await findOne(options, run);
    const { baseline } = await annotate(entry.path, { baseline: options.remove !== true });
    print(`${entry.id}: ${baseline ? 'pinned' : 'not pinned'}`);
  });

add('delete', 'Deletes runs.')
  .argument('<run...>', RUN)
  .option('--yes', 'do not ask')
  .action(async (runs: string[], options: Common) => {
    await deleteAll(findAll(await listResults(options.results), runs), options);
  });

add('export', 'Exports runs for other programs and people.')
  .argument('<run...>', RUN)
  .addOption(
    new Option('--format <format>', 'tables, all data, the report')
      .choices(EXPORT_FORMATS)
      .makeOptionMandatory(),
  )
  .option('--out <path>', 'a file, or a folder (there, or with a / at the end); default: stdout')
  .action(async (runs: string[], options: Common & { format: ExportFormat; out?: string }) => {
    const entries = findAll(await listResults(options.results), runs).map(measured);
    const exported = await exportResults(entries, options.format, options.out);
    if ('text' in exported) process.stdout.write(exported.text);
    else for (const file of exported.files) print(file);
  });

add('prune', 'Deletes old runs; never one that has a tag or is pinned.')
  .addOption(
    new Option('--keep <n>', 'keep the newest N').argParser(wholeNumber(0)).conflicts('olderThan'),
  )
  .addOption(
    new Option('--older-than <age>', 'delete those older than, e.g. 30d').argParser(parseAge),
  )
  .option('--dry-run', 'only say what would be deleted')
  .option('--yes', 'do not ask')
  .action(
    async (
      options: Common & { keep?: number; olderThan?: number; dryRun?: true },
      self: Command,
    ) => {
      const { keep, olderThan } = options;
      if (keep === undefined && olderThan === undefined) {
        self.error('error: say what goes: --keep N or --older-than AGE');
      }
      const rule = keep === undefined ? { olderThanMs: olderThan ?? Infinity } : { keep };
      const { entries } = await listResults(options.results);
      const old = choosePrunable(entries, rule, new Date());
      if (old.length === 0) print('nothing to delete');
      else if (options.dryRun) for (const { id } of old) print(`would delete ${id}`);
      else await deleteAll(old, options);
    },
  );

void runCommand(command);
