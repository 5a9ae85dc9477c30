import type { LayoutFile } from '../../manager/backup/catalogue';
import { formatMoment } from '../../running/backup/moment';
import { placeName } from '../../topology/backup/place-name';
import type { ClusterPlan } from '../../topology/plan';
import { formatBytes } from '../../words/bytes';
import { textTable } from '../../words/text-table';
import type { RestorePlan } from '../restore/restore-plan';

/** What is told of a restore into another stack. */
export interface IntoView {
  /** In words. */
  readonly source: string;
  /** Where its backups are, in words. */
  readonly place: string;
  readonly layout: LayoutFile;
  readonly plan: ClusterPlan;
  readonly restore: RestorePlan;
  /** The moment that was asked for, ms, where it was one. */
  readonly asked: number | undefined;
}

/** What a restore into another stack does, before anything is made. */
export function intoLines({ source, place, layout, plan, restore, asked }: IntoView): string {
  const { point, groups, neededBytes } = restore;
  const told = asked === undefined ? '' : `, the last restore point before ${formatMoment(asked)}`;
  const rows = groups.map(({ group, source: { backup }, leader }) => [
    ...[group.name, `${backup.type} of ${formatMoment(backup.stop * 1000)}`],
    ...[formatBytes(backup.bytes), leader.name],
  ]);
  const differences = differencesOf(layout, plan);
  const kept = plan.backup?.repositories.map(({ repository }) => placeName(repository));
  return [
    `restore of ${source} (${place}) into stack "${plan.stack}"`,
    `to ${formatMoment(point.at)}, point ${point.name}${told}`,
    `room on the disk: ${formatBytes(neededBytes)}`,
    `its own backups: ${kept === undefined ? 'none' : `in ${kept.join(' and ')}`}`,
    ...(differences.length === 0 ? [] : [`differs: ${differences.join(', ')}`]),
    '',
    textTable(['group', 'base backup', 'files', 'restored first'], rows),
  ].join('\n');
}

/** What of a cluster's layout is not as the backups' cluster had it, and may be so. */
function differencesOf({ config = {} }: LayoutFile, plan: ClusterPlan): string[] {
  const [coordinator, worker] = plan.groups;
  const now: Readonly<Record<string, unknown>> = {
    coordinators: coordinator?.nodes.length,
    ...(worker && { 'workers.standbys': worker.nodes.length - 1 }),
    workerHa: plan.workerHa,
    shardReplicationFactor: plan.shardReplicationFactor,
  };
  return Object.entries(now).flatMap(([key, value]) =>
    config[key] === undefined || config[key] === value
      ? []
      : [`${key} ${String(value)}, not ${String(config[key])}`],
  );
}
