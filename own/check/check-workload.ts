import { startProgress } from '../../cli/progress';
import type { ParameterTexts } from '../workload/make-sets';
import type { OwnWorkload } from '../workload/workload-file';
import { askEngine, type CheckedEngine } from './ask-engine';
import type { Answer, Check } from './check-file';

/**
 * Sends each statement of a workload once to every engine, with the same values.
 *
 * @param setOf the values of a statement
 */
export async function checkWorkload(
  { statements }: OwnWorkload,
  engines: readonly CheckedEngine[],
  setOf: (name: string) => Promise<ParameterTexts>,
  signal: AbortSignal,
): Promise<Check> {
  const progress = startProgress('check');
  const checked: Check['statements'] = [];
  try {
    for (const statement of statements) {
      signal.throwIfAborted();
      progress.update(`${checked.length} of ${statements.length} statements`);
      const set = await setOf(statement.name);
      const answers: Answer[] = [];
      for (const engine of engines) answers.push(await askEngine(engine, statement, set));
      const { name, share, weight, predicted, isDetermined } = statement;
      const [first, ...others] = answers.map(({ rows, hash }) => `${rows} ${hash}`);
      const isSame = others.every((one) => one === first);
      checked.push({
        ...{ name, share, weight, answers, isSame, isDetermined },
        predicted: predicted.name,
      });
    }
    progress.done(`${checked.length} statements`);
  } catch (error) {
    progress.fail();
    throw error;
  }
  return { format: 1, checkedAt: new Date().toISOString(), statements: checked };
}
