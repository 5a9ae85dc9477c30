import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { containerFacts } from '../../audit/container-facts';
import type { PointResult } from '../../audit/point';
import { allContainers } from '../../topology/plan';
import { npmRunOk, stackOutputs } from './project';

/** Containers may do what they are for and nothing else. Call it inside a `describe`. */
export function describeContainerRights(stack: string): void {
  it('runs every program without rights, by the kernel', async () => {
    const { plan } = await stackOutputs(stack);
    for (const one of allContainers(plan)) {
      const { inspect, processes } = await containerFacts(new Docker(), one);
      const { HostConfig } = inspect;
      expect([one.name, HostConfig.CapDrop, HostConfig.CapAdd, HostConfig.SecurityOpt]).toEqual([
        ...[one.name, ['ALL'], null, ['no-new-privileges:true']],
      ]);
      expect([one.name, HostConfig.ReadonlyRootfs]).toEqual([
        one.name,
        plan.etcd.includes(one as never),
      ]);
      const [first] = processes;
      expect([one.name, first?.name]).toEqual([one.name, 'docker-init']);
      for (const process of processes) {
        expect([one.name, process.name, process.uid > 0]).toEqual([one.name, process.name, true]);
        expect(process).toMatchObject({
          effective: '0000000000000000',
          bounding: '0000000000000000',
          noNewPrivileges: true,
          filtered: true,
        });
      }
    }
  });

  it('passes its audit, but for exceptions with a reason', async () => {
    const results = JSON.parse(
      await npmRunOk('audit', '--stack', stack, '--json'),
    ) as PointResult[];
    expect(results.length).toBeGreaterThan(50);
    expect(results.filter(({ result }) => result === 'failed')).toEqual([]);
    for (const { result, exception = '' } of results) {
      if (result === 'exception') expect(exception).not.toBe('');
    }
  });
}
