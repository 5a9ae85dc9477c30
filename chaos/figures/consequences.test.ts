import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { consequences } from './consequences';
import { FAULT_NAMES } from '../faults/fault';
import { faultTargets, findTarget } from '../faults/target';

const plan = planCluster(parseClusterConfig('dev', {}));
const host = (n: number): object => ({ docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` });
const spread = planCluster(
  parseClusterConfig('spread', { hosts: { h1: host(1), h2: host(2), h3: host(3) } }),
);
const primaries = new Map([
  [0, 'coordinator-a'],
  [1, 'worker-1-b'],
]);

const told = (fault: (typeof FAULT_NAMES)[number], target: string): string =>
  consequences(plan, fault, findTarget(plan, fault, target), primaries).join(' ');

describe('consequences', () => {
  it('names the node that is primary now', () => {
    expect(told('kill-container', 'worker-1')).toMatch(
      /^Worker-1-b, the primary of worker-1, is killed with docker kill, and healed after the hold\. Reads and writes of the rows on worker-1 stop for some seconds/,
    );
    expect(told('switchover', 'worker-2')).toContain('the primary of worker-2 becomes a standby');
    expect(told('coordinator-and-worker', 'worker-1')).toContain('Coordinator-a');
  });

  it('tells a standby from a primary', () => {
    expect(told('stop', 'worker-1-a')).toContain('It is a standby');
    expect(told('stop', 'worker-1-b')).toContain('which is primary now');
  });

  it('names the host of a primary, and that of most', () => {
    const target = findTarget(spread, 'kill-host', 'most-primaries');
    const on = new Map(spread.groups.map(({ group, nodes }) => [group, nodes[0]?.name ?? '']));
    const [first] = consequences(spread, 'kill-host', target, on);
    expect(first).toMatch(/^The host of most primaries, h\d now, is gone at once/);
    const coordinator = findTarget(spread, 'slow-host', 'coordinator');
    expect(consequences(spread, 'slow-host', coordinator, on)[0]).toContain(
      `the host of ${on.get(0)}, the primary of coordinator,`,
    );
  });

  it.each([plan, spread])('has sentences for every fault on every target', (of) => {
    for (const fault of FAULT_NAMES) {
      for (const target of faultTargets(of, fault)) {
        for (const text of consequences(of, fault, target, primaries)) {
          expect(text, `${fault} ${target.name}`).toMatch(/^[A-Z].*\.$/);
        }
      }
    }
  });
});
