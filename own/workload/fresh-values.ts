import { vehicleDataset } from '../../k6-scripts/lib/dataset';
import { freshValue } from '../../k6-scripts/lib/fresh-value';
import type { Parameter } from '../../k6-scripts/lib/operation';
import { seededRandom } from '../../k6-scripts/lib/random';
import type { FreshParameter } from '../../k6-scripts/lib/recorded-workload';
import type { ParameterTexts } from './make-sets';

const random = seededRandom(1);

/** A set with what must be new, as a virtual user sends it. */
export function freshValues(set: ParameterTexts, fresh: readonly FreshParameter[]): Parameter[] {
  const values: Parameter[] = [...set];
  const context = { random, dataset: vehicleDataset([]), nowMs: Date.now(), user: 0, users: 1 };
  for (const one of fresh) values[one.index] = freshValue(one, set[one.index] ?? null, context);
  return values;
}
