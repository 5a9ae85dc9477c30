import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Group } from './topology-group';
import { Mark } from './topology-mark';
import { topologyView, type KnownCluster, type Tone } from './topology-view';

/** The cluster as it is: the way of a statement from the top down. The style sheet lays it out. */
export function Topology({ state }: { readonly state: KnownCluster }) {
  const view = useMemo(() => topologyView(state), [state]);
  const [coordinator, ...workers] = view.groups;
  return (
    <div class="topology">
      <div class="front">
        <Part name="load balancer">
          <dl class="endpoints">
            {view.endpoints.map(({ name, port, words, tone }) => (
              <div key={name}>
                <dt>
                  <Mark tone={tone} /> {name}
                </dt>
                <dd>{port}</dd>
                <dd class={tone === 'bad' ? 'bad' : ''}>{words}</dd>
              </div>
            ))}
          </dl>
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

function Part(props: {
  readonly name: string;
  readonly tone?: Tone;
  readonly children: ComponentChildren;
}) {
  const { name, tone, children } = props;
  return (
    <div class={`part ${tone ?? ''}`}>
      <h3>
        {tone !== undefined && <Mark tone={tone} />} {name}
      </h3>
      {children}
    </div>
  );
}
