import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { confirm } from '../../cli/confirm';
import { stopSignal } from '../../cli/stop-signal';
import { withStacks } from '../../jobs/claimed-stacks';
import { UserError } from '../../words/user-error';
import { PLAN } from '../plan/plan-file';
import { PROFILE } from '../read-profile';
import { COPY, readCopy } from './copy-file';
import { forgetStacks } from './forget';
import { openIfUp } from './targets';

interface Options {
  readonly in: string;
  readonly yes?: true;
}

/**
 * Adds `own forget` to a command.
 *
 * @param at where all steps' files are by default
 */
export function addForgetCommand(command: Command, at: string): void {
  command
    .command('forget')
    .description('Removes all files of the steps, and what the copy made in stacks.')
    .option('--in <folder>', 'where they are', at)
    .option('--yes', 'do not ask')
    .action(async ({ in: folder, yes }: Options) => {
      const files = existsSync(folder) ? await readdir(folder) : [];
      if (![PROFILE, PLAN, COPY].some((name) => files.includes(name))) {
        throw new UserError(
          `${folder} has no files of \`npm run own\``,
          'name their folder by --in',
        );
      }
      const copy = files.includes(COPY) ? await readCopy(folder) : undefined;
      const stacks = (copy?.stacks ?? []).map(({ stack }) => stack);
      const from = stacks.length === 0 ? '' : `, and the copy in ${stacks.join(', ')}`;
      if (yes !== true) await confirm(`Remove ${folder} with ${files.join(', ')}${from}?`);
      const signal = stopSignal([
        'stopping after this stack; the files stay, and the copy in stacks that are left',
        'stopping after this stack; once more ends it at once, and leaves some of it there',
      ]);
      await withStacks(stacks, 'own forget', async () => {
        if (copy !== undefined) await forgetStacks(folder, openIfUp, signal);
        signal.throwIfAborted();
        await rm(folder, { recursive: true });
      });
      process.stdout.write(`removed: ${folder}${from}\n`);
    });
}
