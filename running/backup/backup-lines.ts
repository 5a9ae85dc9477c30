import { formatBytes } from '../../words/bytes';
import { formatDuration } from '../../words/duration';
import { textTable } from '../../words/text-table';
import { formatMoment } from './moment';
import type { ListedBackups, ListedRepository } from './read-backups';

/**
 * What `npm run backup -- list` prints.
 *
 * @param now the time, ms since the Unix epoch
 */
export function backupLines(
  { stack, window, points, repositories }: ListedBackups,
  now: number,
): string {
  const age = (at: number): string => formatAge(now - at);
  const can =
    window === null
      ? `stack "${stack}" can't be restored yet: no restore point has a base backup before it`
      : `stack "${stack}" can be restored from ${formatMoment(window.from)} to ` +
        `${formatMoment(window.to)} (${age(window.to)} ago)`;
  const newest = points.map(({ name, at, widthMs }) => [
    ...[name, formatMoment(at), age(at)],
    formatDuration(widthMs),
  ]);
  return [
    can,
    ...(points.length === 0
      ? []
      : [textTable(['newest points', 'taken', 'age', 'over all groups'], newest)]),
    ...repositories.map((repository) => repositoryLines(repository, age)),
  ].join('\n\n');
}

function repositoryLines(
  { name, sets, gaps, jobs, bytesUsed, bytesFree }: ListedRepository,
  age: (at: number) => string,
): string {
  const rows = sets.map((set) => [
    ...[formatMoment(set.start), set.type, formatBytes(set.bytes)],
    ...[formatBytes(set.repositoryBytes), age(set.stop)],
    [
      ...(set.lacks.length === 0 ? [] : [`lacks ${set.lacks.join(', ')}`]),
      ...(set.damaged ? ['damaged'] : []),
    ].join(', '),
  ]);
  const holes = Object.entries(gaps).map(
    ([group, files]) => `gap in the log of ${group}: ${files.join(', ')}`,
  );
  const underWay = jobs
    .filter(({ state }) => state === 'runs')
    .map(({ kind, type, stanza, progress }) => {
      const share = progress === null ? '' : `, ${Math.round(progress * 100)} %`;
      return `${type === undefined ? kind : `${type} ${kind}`} of ${stanza} under way${share}`;
    });
  const space =
    bytesUsed === null || bytesFree === null
      ? ''
      : `: ${formatBytes(bytesUsed)} used, ${formatBytes(bytesFree)} free`;
  return [
    `repository ${name}${space}`,
    ...(rows.length === 0
      ? ['no backup']
      : [textTable(['begun', 'kind', 'databases', 'stored', 'age', ''], rows)]),
    ...holes,
    ...underWay,
  ].join('\n');
}

/** Days and hours for what is old: `3 d 4 h`, else as {@link formatDuration}. */
export function formatAge(ms: number): string {
  const hours = Math.floor(Math.max(0, ms) / 3_600_000);
  if (hours < 2) return formatDuration(Math.max(0, ms));
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
