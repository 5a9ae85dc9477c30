import { Holding } from './holding';
import { NodeCard } from './node-card';
import type { EndpointView, GroupView } from './topology-view';

/** A group: its nodes, which sessions go to each, and what it holds. */
export function Group(props: {
  readonly group: GroupView;
  readonly endpoints: readonly EndpointView[];
}) {
  const { name, tone, words, nodes } = props.group;
  return (
    <div class={`part ${tone}`}>
      <h3>
        {name} <span class={tone === 'bad' ? 'bad' : ''}>{words}</span>
      </h3>
      <div class="members">
        {nodes.map((node) => (
          <NodeCard key={node.name} node={node} endpoints={props.endpoints} />
        ))}
      </div>
      <Holding group={props.group} />
    </div>
  );
}
