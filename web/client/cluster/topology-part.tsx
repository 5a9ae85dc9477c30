import type { ComponentChildren } from 'preact';
import { Mark } from './topology-mark';
import type { EndpointView, Tone } from './topology-view';

/** A part of the cluster that is no group. */
export function Part(props: {
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

/** Ports, and where each leads. */
export function Endpoints({ endpoints }: { readonly endpoints: readonly EndpointView[] }) {
  return (
    <dl class="endpoints">
      {endpoints.map(({ name, port, words, tone }) => (
        <div key={name}>
          <dt>
            <Mark tone={tone} /> {name}
          </dt>
          <dd>{port}</dd>
          <dd class={tone === 'bad' ? 'bad' : ''}>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
