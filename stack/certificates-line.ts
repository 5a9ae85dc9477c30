import type { StackStatus } from '../running/read-status';

const DAY_S = 86_400;

/** How long certificates hold, in one line; undefined where there are none, or none was looked at yet. */
export function certificatesLine({
  certificates = [],
  authorities = [],
}: Pick<StackStatus, 'certificates' | 'authorities'>): string | undefined {
  const read = certificates.flatMap((one) => ('error' in one ? [] : [one]));
  const [first] = read.sort((one, other) => one.secondsLeft - other.secondsLeft);
  if (first === undefined) return undefined;
  const unread = certificates.length - read.length;
  const [authority] = [...authorities].sort((one, other) => one.secondsLeft - other.secondsLeft);
  return [
    `certificates: the first of ${read.length} ${ends(first)}, that of ${first.container}`,
    ...(authority === undefined ? [] : [`authority ${authority.name} ${ends(authority)}`]),
    ...(unread === 0 ? [] : [`${unread} can't be read`]),
  ].join('; ');
}

function ends({ secondsLeft, expiresAt }: { secondsLeft: number; expiresAt: string }): string {
  const [days, date] = [Math.floor(secondsLeft / DAY_S), expiresAt.slice(0, 10)];
  if (secondsLeft <= 0) return `expired on ${date}`;
  return `ends in ${days.toLocaleString('en')} day${days === 1 ? '' : 's'} (${date})`;
}
