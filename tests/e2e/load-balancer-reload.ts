import Docker from 'dockerode';
import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { loadBalancerConfiguration } from '../../components/containers/load-balancer-configuration';
import { reloadLoadBalancer } from '../../post-deploy/reload-load-balancer';
import { npmRunOk, RESULTS, stackOutputs } from './project';

/** The load balancer's configuration changes under load. Call it inside a `describe`. */
export function describeLoadBalancerReload(stack: string): void {
  it('takes another configuration of its load balancer under an open session', async () => {
    const { plan, connections } = await stackOutputs(stack);
    const container = new Docker().getContainer(plan.loadBalancer.container);
    const files = loadBalancerConfiguration(plan);
    const withLine = (line: string) =>
      files.map((file, i) => (i === 0 ? { ...file, content: `${file.content}${line}\n` } : file));
    const backend = async (client: Client): Promise<number | undefined> =>
      (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;

    const session = await openClient({ connectionString: connections.write });
    const pid = await backend(session);

    expect(await reloadLoadBalancer(container, files)).toBe(false);
    expect(await reloadLoadBalancer(container, withLine('# changed'))).toBe(true);
    expect(await backend(session)).toBe(pid);

    await expect(reloadLoadBalancer(container, withLine('frobnicate 1'))).rejects.toThrow(
      /HAProxy refuses .*frobnicate/,
    );
    expect(await reloadLoadBalancer(container, withLine('# changed'))).toBe(false);
    expect(await reloadLoadBalancer(container, files)).toBe(true);
    expect(await backend(session)).toBe(pid);
    await session.end();

    // Docker starts it again by itself: the reload did not look to it like a stop.
    const { State } = await container.inspect();
    await npmRunOk('chaos', 'kill-haproxy', '--stack', stack, '--results', RESULTS);
    const restarted = await container.inspect();
    expect(restarted.State.StartedAt).not.toBe(State.StartedAt);

    const another = await openClient({ connectionString: connections.write });
    expect(await backend(another)).not.toBe(pid);
    await another.end();
  });
}
