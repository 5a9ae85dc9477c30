import type { FreshParameter } from '../../k6-scripts/lib/recorded-workload';
import { distributionColumn, type Placement } from '../plan/placement';
import type { ParameterPlace, Shape } from '../statements/shape';

/**
 * Which parameter of a statement, from 0, has the value of its tables' distribution column; undefined where none
 * has, or only one that gets another value in each call.
 */
export function keyParameter(
  { parameters, relations }: Shape,
  placement: Placement,
  fresh: readonly Pick<FreshParameter, 'index'>[],
): number | undefined {
  const isKey = ({ relation, column, operator, isListed, isWhole }: ParameterPlace): boolean =>
    (operator === '=' || operator === 'insert') &&
    isWhole &&
    !isListed &&
    distributionColumn(placement, relations[relation]?.table ?? '') === column;
  const key = parameters.find(
    (place) => isKey(place) && !fresh.some(({ index }) => index === place.number - 1),
  );
  return key && key.number - 1;
}
