import type { RepositoryPlan } from '../backup/backup-plan';
import type { Change, ChangeRule, Judgement } from './change-rule';

/** Whether there are backups. */
export const BACKUP_ENABLED: ChangeRule = {
  says: 'on: the nodes are replaced, then restarted, one at a time, by switchover; the first backup begins then. Off: likewise; refused where backups are kept in a volume, which would go, unless `protectData` keeps it; of several hosts it stays on its own',
  judge: (change) =>
    change.plan.backup === undefined
      ? judgeEnd(change, change.existing.plan?.backup?.repositories ?? [])
      : { effect: 'rolling', what: ON },
};

const ON =
  'the nodes are replaced, then restarted, one at a time, by switchover; then the first backup begins';
const STAYS = 'the backups made so far stay';
const REPLACED = 'the nodes are replaced one at a time, by switchover';

/** The place of the first repository. */
export const FIRST_REPOSITORY: ChangeRule = {
  says: 'the nodes go on, and the first backup in the new place begins. The backups made so far stay in the former one, where nothing reads them any more',
  judge: ({ from }) => moved(from),
};

/** A second repository comes, goes, or is elsewhere. */
export const SECOND_REPOSITORY: ChangeRule = {
  says: 'the nodes take it over while they run, and the first backup in a new one begins. Removed from a volume, which would go with its backups: refused, unless `protectData` keeps it; of several hosts it stays on its own',
  judge: (change): Judgement => {
    const former = change.existing.plan?.backup?.repositories[1];
    if (former === undefined) {
      return {
        effect: 'live',
        what: 'the nodes archive there as well, and the first backup begins',
      };
    }
    if (change.plan.backup?.repositories[1] !== undefined) return moved(change.from);
    const end = judgeEnd(change, [former]);
    return end.effect === 'refused'
      ? end
      : { effect: 'live', what: `the nodes archive there no more; ${STAYS}` };
  },
};

function moved(from: string): Judgement {
  return {
    effect: 'live',
    what: `the first backup in the new place begins; those made so far stay in ${from}, where nothing reads them any more`,
  };
}

/** Repositories that go: a volume would go with all that is in it. */
function judgeEnd({ existing, plan }: Change, repositories: readonly RepositoryPlan[]): Judgement {
  const volumes = repositories
    // What is kept on one of several hosts stays there in any case (components/containers/backup-repository.ts).
    .filter(({ repository, host }) => repository.type === 'volume' && host === undefined)
    .map(({ volume }) => volume);
  if (volumes.length === 0 || existing.plan?.protectData === true) {
    return { effect: 'rolling', what: `${REPLACED}; ${STAYS}` };
  }
  return {
    effect: 'refused',
    what: `the backups in ${volumes.join(' and ')} would go`,
    remedy:
      `set it back; or have them kept: deploy protectData true first (\`npm run up -- --stack ${plan.stack}\`), ` +
      `then this; \`docker volume rm ${volumes.join(' ')}\` removes them for good after that`,
  };
}
