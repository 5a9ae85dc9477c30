import type Docker from 'dockerode';
import type { ClusterPlan, GroupPlan } from '../../topology/plan';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { messageOf } from '../../words/message-of';

/** Keys of a cluster's consensus store, read and written by etcdctl in its members' containers. */
export class StoreKeys {
  constructor(
    private readonly plan: Pick<ClusterPlan, 'etcd' | 'engine' | 'stack'>,
    private readonly docker: Docker,
  ) {}

  /** The value of a key; undefined where there is none. */
  async read(key: string): Promise<string | undefined> {
    const value = (await this.ask('get', '--print-value-only', key)).trim();
    return value === '' ? undefined : value;
  }

  async write(key: string, value: string): Promise<void> {
    await this.ask('put', key, value);
  }

  async remove(key: string): Promise<void> {
    await this.ask('del', key);
  }

  /** Who led a group last with a synchronous standby beside it; undefined where nobody is remembered. */
  async lastSynchronousPrimary(group: GroupPlan): Promise<string | undefined> {
    const value = await this.read(`${this.prefixOf(group)}sync`);
    const { leader } = JSON.parse(value ?? '{}') as { leader?: string | null };
    return leader ?? undefined;
  }

  /**
   * Removes what Patroni keeps of a group, who leads it and which timelines it had above all, but for its
   * configuration: the next to start takes the group up as it finds it on its disk.
   */
  async forgetState(group: GroupPlan): Promise<void> {
    const prefix = this.prefixOf(group);
    const keys = (await this.ask('get', '--prefix', '--keys-only', prefix)).split('\n');
    for (const key of keys.map((line) => line.trim())) {
      if (key.startsWith(prefix) && key !== `${prefix}config`) await this.remove(key);
    }
  }

  private prefixOf({ scope, group }: GroupPlan): string {
    return this.plan.engine === 'citus' ? `/service/${scope}/${group}/` : `/service/${scope}/`;
  }

  private async ask(...words: readonly string[]): Promise<string> {
    const failures = new Set<string>();
    for (const { container } of this.plan.etcd) {
      const { code, output } = await execInContainer(this.docker.getContainer(container), [
        'etcdctl',
        ...words,
      ]).catch((error: unknown) => ({ code: -1, output: messageOf(error) }));
      if (code === 0) return output;
      failures.add(output.trim().split('\n').at(-1) ?? '');
    }
    throw new Error(`the consensus store does not answer: ${[...failures].join('; ')}`);
  }
}
