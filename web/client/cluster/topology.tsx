import { useMemo } from 'preact/hooks';
import { Group } from './topology-group';
import { hostsView } from './host-view';
import { Hosts } from './hosts';
import { Mark } from './topology-mark';
import { Endpoints, Part } from './topology-part';
import { topologyView, type KnownCluster } from './topology-view';

/**
 * The cluster as it is: the way of a statement from the top down, or on several hosts where everything
 * stands. The style sheet lays it out.
 */
export function Topology({ state }: { readonly state: KnownCluster }) {
  const view = useMemo(() => topologyView(state), [state]);
  const hosts = useMemo(() => hostsView(state, view), [state, view]);
  if (hosts !== null) return <Hosts hosts={hosts} view={view} />;
  const [coordinator, ...workers] = view.groups;
  return (
    <div class="topology">
      <div class="front">
        <Part name="load balancer">
          <Endpoints endpoints={view.endpoints} />
        </Part>
        <Part name="pooler" tone={view.pooler.tone}>
          <p>{view.pooler.words}</p>
        </Part>
        <Part name="manager" tone={view.manager.tone}>
          <p>{view.manager.words}</p>
        </Part>
        <Part name="etcd">
          <p>keeps who leads</p>
          <ul>
            {view.etcd.map(({ name, tone }) => (
              <li key={name}>
                <Mark tone={tone} /> {name}
              </li>
            ))}
          </ul>
        </Part>
      </div>
      <p class="way">↓ sessions</p>
      {coordinator !== undefined && <Group group={coordinator} endpoints={view.endpoints} />}
      {workers.length > 0 && <p class="way">↓ shards</p>}
      <div class="workers">
        {workers.map((group) => (
          <Group key={group.name} group={group} endpoints={view.endpoints} />
        ))}
      </div>
    </div>
  );
}
