import { Mark } from './topology-mark';
import type { EndpointView, NodeView } from './topology-view';

/** A database node: its role, how it is, and which sessions it takes. */
export function NodeCard(props: {
  readonly node: NodeView;
  readonly endpoints: readonly EndpointView[];
}) {
  const { name, tone, isPrimary, role, detail } = props.node;
  return (
    <div class={`node ${tone}${isPrimary ? ' primary' : ''}`}>
      <h4>
        <Mark tone={tone} /> {name}
      </h4>
      <p>{role}</p>
      <p class={tone === 'bad' ? 'bad' : ''}>{detail}</p>
      {props.endpoints
        .filter(({ serving }) => serving.includes(name))
        .map((endpoint) => (
          <span key={endpoint.name} class={`session ${endpoint.name.replace(' ', '-')}`}>
            {endpoint.name}
          </span>
        ))}
    </div>
  );
}
