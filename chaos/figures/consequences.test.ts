import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan';
import { consequences } from './consequences';
import { FAULT_NAMES } from '../faults/fault';
import { faultTargets, findTarget } from '../faults/target';

const plan = planCluster(parseClusterConfig('dev', {}));
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

  it('has sentences for every fault on every target', () => {
    for (const fault of FAULT_NAMES) {
      for (const target of faultTargets(plan, fault)) {
        for (const text of consequences(plan, fault, target, primaries)) {
          expect(text, `${fault} ${target.name}`).toMatch(/^[A-Z].*\.$/);
        }
      }
    }
  });
});
