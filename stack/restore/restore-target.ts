import type { RestorePoint } from '../../manager/backup/catalogue';
import { formatMoment, readMoment } from '../../running/backup/moment';
import { UserError } from '../../words/user-error';

/** What a stack is to be restored to. */
export type RestoreTarget =
  | { readonly kind: 'latest' }
  | { readonly kind: 'point'; readonly name: string }
  /** The last point that was taken until then, ms since the Unix epoch. */
  | { readonly kind: 'moment'; readonly at: number };

/** Reads what `--to` was given; a word that is no moment is the name of a point. */
export function readTarget(text: string): RestoreTarget {
  if (text === 'latest') return { kind: 'latest' };
  const at = readMoment(text);
  return at === undefined ? { kind: 'point', name: text } : { kind: 'moment', at };
}

/** Why a point can't be restored to, in words; undefined where it can. */
export type Obstacle = (point: RestorePoint) => string | undefined;

/** How `npm run backup -- list` is called. */
const LIST = '`npm run backup -- list` shows what there is';

/**
 * The point that is meant: the named one, or the newest one until a moment that can be restored to.
 *
 * @param points the newest first; none that was taken after the moment that is meant
 * @throws UserError where there is none, or the named one can't be restored to
 */
export async function choosePoint(
  target: RestoreTarget,
  points: AsyncIterable<RestorePoint>,
  obstacle: Obstacle,
): Promise<RestorePoint> {
  let last: string | undefined;
  for await (const point of points) {
    if (target.kind === 'moment' && point.at > target.at) continue;
    if (target.kind === 'point' && point.name !== target.name) continue;
    const why = obstacle(point);
    if (why === undefined) return point;
    last ??= `restore point ${point.name} of ${formatMoment(point.at)} can't be reached: ${why}`;
    if (target.kind === 'point') throw new UserError(last, LIST);
  }
  if (target.kind === 'point')
    throw new UserError(`there is no restore point ${target.name}`, LIST);
  const when = target.kind === 'moment' ? ` before ${formatMoment(target.at)}` : '';
  throw new UserError(
    `there is no restore point${when}${last === undefined ? '' : ` that can be reached; ${last}`}`,
    LIST,
  );
}
