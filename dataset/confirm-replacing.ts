import { confirm } from '../cli/confirm';
import type { TableContents } from './table-contents';

/**
 * Says what a load is about to replace, and asks where that is more than an earlier load brought.
 *
 * @param yes do not ask, whoever made the rows
 * @throws UserError if the answer is not yes, or if there is no terminal to ask at
 */
export async function confirmReplacing(
  { rows, others }: TableContents,
  yes: boolean,
): Promise<void> {
  if (rows === 0) return;
  const count = (n: number): string => n.toLocaleString('en');
  const made = others === 0 ? '' : `, ${count(others)} of them made by no load`;
  process.stderr.write(`replacing the ${count(rows)} rows that are there${made}\n`);
  if (others > 0 && !yes) await confirm(`Remove these ${count(rows)} rows?`);
}
