import type { ClusterState } from '../../api/cluster';
import type { Job } from '../../api/jobs';
import { certificatesLine } from '../../../stack/certificates-line';
import { formatTime } from '../base/format';
import { feed, selectedStack } from '../base/server';
import { useStore } from '../base/store';
import { Link } from '../parts/link';
import { PageTitle } from '../parts/page-title';
import { Loading, sentence } from '../parts/states';
import { Absent } from './absent';
import { EventList } from './event-list';
import { FaultPanel } from './fault-panel';
import { NodeTable } from './node-table';
import { Shards } from './shards';
import { Topology } from './topology';
import type { KnownCluster } from './topology-view';

/** A stack as it is, what happens to it, and what can be done to it. */
export function ClusterPage() {
  const stack = useStore(selectedStack);
  const state = useStore(feed, (value) => value.state);
  const job = useStore(feed, ({ running }): Job | undefined =>
    running?.find(({ stacks }) => stack !== null && stacks.includes(stack)),
  );
  return (
    <>
      <div class="page-head">
        <PageTitle title={stack === null ? 'Cluster' : `Cluster ${stack}`} />
        {state !== null && <Health state={state} />}
      </div>
      {state === null ? (
        <Loading what="the cluster" lines={6} />
      ) : 'plan' in state ? (
        <Known state={state} job={job} />
      ) : (
        <Absent state={state} />
      )}
    </>
  );
}

const WORDS = {
  'no-manager': 'The manager does not answer',
  'no-engine': 'Docker does not answer',
  'not-up': 'Not up',
  unknown: 'Unknown',
} as const;

function Health({ state }: { readonly state: ClusterState }) {
  const isUp = state.kind === 'up';
  const healthy = isUp && state.status.healthy;
  const tone = healthy ? 'good' : state.kind === 'not-up' ? 'quiet' : 'bad';
  return (
    <p class={`pill ${tone}`} role="status">
      {healthy ? 'Healthy' : isUp ? 'Not healthy' : WORDS[state.kind]}
    </p>
  );
}

function Known({ state, job }: { readonly state: KnownCluster; readonly job: Job | undefined }) {
  const { status, stack } = state;
  const certificates = certificatesLine(status);
  const sharding = status.engine === 'citus' ? 'Citus' : 'PostgreSQL’s own sharding';
  return (
    <>
      <p class="lead">
        {state.plan.groups.length === 1 ? 'one PostgreSQL pair' : sharding} · database{' '}
        <code>{status.database}</code> · as of{' '}
        <time dateTime={state.at}>{formatTime(state.at)}</time> UTC
      </p>
      {certificates !== undefined && <p class="note">{sentence(certificates)}</p>}
      <Reasons reasons={status.reasons} />
      {status.notices.map((notice) => (
        <p key={notice} class="note">
          {sentence(notice)}
        </p>
      ))}
      {job !== undefined && (
        <p class="at-work">
          <span class="busy-dot" aria-hidden="true" />
          <span>
            <b>{job.title}</b> runs since {formatTime(job.startedAt)} UTC.{' '}
            <Link to={{ page: 'run', job: job.id }}>Watch it</Link>
          </span>
        </p>
      )}
      <section class="drawing">
        <h2 class="for-readers">Topology</h2>
        <Topology state={state} />
        <Legend />
      </section>
      <Shards state={state} />
      <div class="columns">
        <EventList />
        <div class="deeds">{state.kind === 'up' && <FaultPanel key={stack} stack={stack} />}</div>
      </div>
      <NodeTable state={state} />
    </>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul class="reasons" aria-label="Why it is not healthy">
      {reasons.map((reason) => (
        <li key={reason}>{sentence(reason)}</li>
      ))}
    </ul>
  );
}

function Legend() {
  return (
    <p class="note legend">
      A primary is filled, and waits for a synchronous standby before it acknowledges. On each node
      stands which sessions it takes. A dot is well, a cross is not, a ring is unknown.
    </p>
  );
}
