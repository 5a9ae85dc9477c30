import { Holding } from './holding';
import type { HostsView, HostView, ZoneView } from './host-view';
import { NodeCard } from './node-card';
import { Mark } from './topology-mark';
import { Endpoints, Part } from './topology-part';
import type { EndpointView, TopologyView } from './topology-view';

/** A cluster on several hosts: its ways in, its groups, and a box a host with what stands there. */
export function Hosts(props: { readonly hosts: HostsView; readonly view: TopologyView }) {
  const { hosts, view } = props;
  const { zones, places, pooled } = hosts;
  return (
    <div class="topology">
      <div class="ways">
        <Part name="ways in">
          <Endpoints endpoints={[...view.endpoints, pooled]} />
        </Part>
      </div>
      <div class="overview">
        {view.groups.map((group, index) => (
          <div key={group.name} class={`part ${group.tone}`}>
            <h3>
              {group.name} <span class={group.tone === 'bad' ? 'bad' : ''}>{group.words}</span>
            </h3>
            <p>{places[index]}</p>
            <Holding group={group} />
          </div>
        ))}
      </div>
      <p class="way">↓ stand on</p>
      <div class={zones.length > 1 ? 'zones' : ''}>
        {zones.map((zone) => (
          <Zone key={zone.name} zone={zone} endpoints={view.endpoints} />
        ))}
      </div>
    </div>
  );
}

function Zone(props: { readonly zone: ZoneView; readonly endpoints: readonly EndpointView[] }) {
  const { name, hosts } = props.zone;
  return (
    <div class={name === null ? '' : 'zone'}>
      {name !== null && <p class="zone-name">zone {name}</p>}
      <div class="hosts">
        {hosts.map((host) => (
          <Host key={host.name} host={host} endpoints={props.endpoints} />
        ))}
      </div>
    </div>
  );
}

function Host(props: { readonly host: HostView; readonly endpoints: readonly EndpointView[] }) {
  const { name, address, tone, words, nodes, services } = props.host;
  return (
    <div class={`host ${tone}`}>
      <h3>
        <Mark tone={tone} /> {name} <span>{address}</span>
        {words !== '' && <b class={tone === 'bad' ? 'bad' : 'badge'}>{words}</b>}
      </h3>
      <div class="members">
        {nodes.map((node) => (
          <NodeCard key={node.name} node={node} endpoints={props.endpoints} />
        ))}
      </div>
      <ul class="services">
        {services.map((service) => (
          <li key={service.name}>
            <Mark tone={service.tone} /> {service.name}{' '}
            <span class={service.acts ? 'badge' : service.tone}>{service.words}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
