import { Mark } from './topology-mark';
import type { EndpointView, GroupView } from './topology-view';

/** A group: its nodes, which sessions go to each, and what it holds. */
export function Group(props: {
  readonly group: GroupView;
  readonly endpoints: readonly EndpointView[];
}) {
  const { name, tone, words, nodes, holding } = props.group;
  return (
    <div class={`part ${tone}`}>
      <h3>
        {name} <span class={tone === 'bad' ? 'bad' : ''}>{words}</span>
      </h3>
      <div class="members">
        {nodes.map((node) => (
          <div key={node.name} class={`node ${node.tone}${node.isPrimary ? ' primary' : ''}`}>
            <h4>
              <Mark tone={node.tone} /> {node.name}
            </h4>
            <p>{node.role}</p>
            <p class={node.tone === 'bad' ? 'bad' : ''}>{node.detail}</p>
            {props.endpoints
              .filter(({ serving }) => serving.includes(node.name))
              .map((endpoint) => (
                <span key={endpoint.name} class={`session ${endpoint.name.replace(' ', '-')}`}>
                  {endpoint.name}
                </span>
              ))}
          </div>
        ))}
      </div>
      {holding !== null && (
        <p class="holding">
          <progress aria-label={`Share of the rows in ${name}`} max={1} value={holding.share} />
          {holding.words}
        </p>
      )}
    </div>
  );
}
