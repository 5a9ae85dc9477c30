import { addressText } from '../../../topology/endpoints';
import { allContainers } from '../../../topology/plan';
import { formatBytes } from '../../../words/bytes';
import type { KnownCluster } from './topology-view';

/** The cluster as a table: what the drawing shows, and more exactly. */
export function NodeTable({ state }: { readonly state: KnownCluster }) {
  const { status, plan } = state;
  const { endpoints } = status;
  const isTold = status.nodes.length > 0;
  const hostOf = new Map(allContainers(plan).map(({ name, host }) => [name, host]));
  const hostTitle = plan.hosts && <th scope="col">host</th>;
  const hostCell = (name: string) => plan.hosts && <td>{hostOf.get(name)}</td>;
  return (
    <section>
      <h2>{isTold ? 'Nodes' : 'Containers'}</h2>
      <p class="note">
        Writes at <code>{addressText(endpoints.write)}</code>, reads at{' '}
        <code>:{endpoints.read.port}</code>, any node at <code>:{endpoints.anyNode.port}</code>, as
        role <code>{status.user}</code>.
      </p>
      <div class="scroll" tabIndex={0}>
        {isTold ? (
          <table class="nodes">
            <thead>
              <tr>
                <th scope="col">node</th>
                {hostTitle}
                <th scope="col">group</th>
                <th scope="col">role</th>
                <th scope="col">state</th>
                <th scope="col" class="number">
                  lag
                </th>
                <th scope="col">container</th>
              </tr>
            </thead>
            <tbody>
              {status.nodes.map((node) => (
                <tr key={node.name}>
                  <td>{node.name}</td>
                  {hostCell(node.name)}
                  <td>{plan.groups.find(({ group }) => group === node.group)?.name}</td>
                  <td>{node.synchronous ? `${node.role}, synchronous` : node.role}</td>
                  <td>{node.state}</td>
                  <td class="number">
                    {node.lagBytes === null ? '–' : formatBytes(node.lagBytes)}
                  </td>
                  <td>
                    <code>{node.container}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <table class="nodes">
            <thead>
              <tr>
                <th scope="col">part</th>
                {hostTitle}
                <th scope="col">container</th>
                <th scope="col">state</th>
                <th scope="col">health check</th>
              </tr>
            </thead>
            <tbody>
              {status.containers.map((of) => (
                <tr key={of.name}>
                  <td>{of.name}</td>
                  {hostCell(of.name)}
                  <td>
                    <code>{of.container}</code>
                  </td>
                  <td>{of.state}</td>
                  <td>{of.health}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
