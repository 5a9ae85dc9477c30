import { isAtWork } from '../../../jobs/job';
import type { Job } from '../../api/jobs';
import { useNow } from '../base/now';
import { feed, selectedStack } from '../base/server';
import { useStore } from '../base/store';
import { Absent } from '../cluster/absent';
import type { KnownCluster } from '../cluster/topology-view';
import { PageTitle } from '../parts/page-title';
import { Failure, Loading, Notice, Remedy, sentence } from '../parts/states';
import { useJobs } from '../run/jobs';
import { ArchiveTable } from './archive-table';
import { backupFigures } from './backup-view';
import { useBackups } from './backups';
import { BaseBackups } from './base-backups';
import { BegunRestore } from './begun-restore';
import { RepositoryTable } from './repository-table';
import { RestoreChoice } from './restore-choice';
import { RestoreSection } from './restore-run';

/** How long a restore that has ended is shown, ms. */
const SHOWN_MS = 3_600_000;

/** What a stack can be restored to, how it is backed up, and the way back. */
export function BackupPage() {
  const stack = useStore(selectedStack);
  const state = useStore(feed, (value) => value.state);
  return (
    <>
      <div class="page-head">
        <PageTitle title={stack === null ? 'Backup' : `Backup of ${stack}`} />
      </div>
      {state === null ? (
        <Loading what="the backups" lines={6} />
      ) : !('plan' in state) ? (
        <Absent state={state} />
      ) : state.plan.backup === undefined ? (
        <Notice title={`Stack ${state.stack} is not backed up`}>
          <Remedy
            text={`set \`backup.enabled\` to \`true\` in \`Pulumi.${state.stack}.yaml\` and run \`npm run up -- --stack ${state.stack}\``}
          />
        </Notice>
      ) : (
        <BackedUp key={state.stack} state={state} />
      )}
    </>
  );
}

function BackedUp({ state }: { readonly state: KnownCluster }) {
  const { stack, plan, status, kind } = state;
  const { jobs } = useJobs();
  const newest = jobs.find((one) => one.kind === 'restore' && one.stacks.includes(stack));
  const isRestoring = newest !== undefined && isAtWork(newest);
  const { value, failure, reload } = useBackups(stack, isRestoring);
  const now = useNow(5000);
  const shown = newest !== undefined && isShown(newest, now) ? newest : undefined;
  const { backup } = status;
  return (
    <>
      {shown !== undefined && <RestoreSection key={shown.id} job={shown} />}
      {value?.begun != null && !isRestoring && <BegunRestore stack={stack} begun={value.begun} />}
      {value === null ? (
        failure === null ? (
          <Loading what="the backups" lines={6} />
        ) : (
          <Failure what="Backups" failure={failure} retry={reload} />
        )
      ) : (
        <>
          {failure !== null && (
            <p class="note">{sentence(`what is shown is from before: ${failure.message}`)}</p>
          )}
          {[...(backup?.failures ?? []), ...(backup?.lastRehearsal?.failed ?? [])].map((words) => (
            <p key={words} class="note backup-trouble">
              {sentence(words)}
            </p>
          ))}
          <section class="restore">
            <h2>What can be restored</h2>
            <dl class="figures">
              {backupFigures(value, backup, now).map((figure) => (
                <div key={figure.name}>
                  <dt>{figure.name}</dt>
                  <dd>{figure.value}</dd>
                </div>
              ))}
            </dl>
            {value.window === null ? (
              <p>Nothing yet: no restore point has a base backup of every group before it.</p>
            ) : (
              <RestoreChoice backups={value} window={value.window} isRestoring={isRestoring} />
            )}
          </section>
          <BaseBackups backups={value} isRestoring={isRestoring} reload={reload} />
          <ArchiveTable
            groups={plan.groups.map(({ name }) => name)}
            status={backup}
            repositories={value.repositories}
            isSilent={kind === 'no-manager'}
          />
          <RepositoryTable backups={value} />
        </>
      )}
    </>
  );
}

/** One at work, and one that has ended lately. */
function isShown(job: Job, now: number): boolean {
  return isAtWork(job) || now - Date.parse(job.endedAt ?? job.startedAt) < SHOWN_MS;
}
