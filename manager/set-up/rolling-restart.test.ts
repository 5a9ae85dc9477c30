import { describe, expect, it } from 'vitest';
import { observedGroup, PLAN, PRIMARY, STANDBY } from '../observe/observed.fixture';
import type { PatroniReport } from '../observe/patroni';
import { RollingRestart } from './rolling-restart';

/** Waits for a restart, because a parameter went from one value to another. */
const waits = (name: string, from: string, to: string): Partial<PatroniReport> => ({
  pending_restart: true,
  pending_restart_reason: { [name]: { old_value: from, new_value: to } },
});

const RAISED = waits('max_connections', '300', '400');
const LOWERED = waits('max_connections', '400', '300');

/** Takes the next step of a group, and tells it in words. */
function step(restarts: RollingRestart, group: ReturnType<typeof observedGroup>): string {
  const { step } = restarts.next(PLAN, [group]);
  if (step === undefined) return 'nothing';
  restarts.remember([group], step);
  const to = step.kind === 'switchover' ? ` to ${step.candidate.name}` : '';
  return `${step.kind} ${step.node.name}${to}`;
}

describe('RollingRestart', () => {
  it('restarts the standby, then hands over to it; the old primary restarts by that', () => {
    const restarts = new RollingRestart();
    const primary = { ...PRIMARY, ...RAISED };
    expect(step(restarts, observedGroup(1, primary, { ...STANDBY, ...RAISED }))).toBe(
      'restart worker-1-b',
    );
    expect(step(restarts, observedGroup(1, primary, STANDBY))).toBe(
      'switchover worker-1-a to worker-1-b',
    );
    expect(step(restarts, observedGroup(1))).toBe('nothing');
  });

  it('goes on only when the standby is back and synchronous', () => {
    const restarts = new RollingRestart();
    const primary = { ...PRIMARY, ...RAISED };
    step(restarts, observedGroup(1, primary, { ...STANDBY, ...RAISED }));
    const starting = { ...STANDBY, state: 'starting' };
    const asynchronous = { ...STANDBY, sync_standby: false };
    for (const standby of [starting, asynchronous]) {
      const group = observedGroup(1, primary, standby);
      expect(step(restarts, group)).toBe('nothing');
      expect(restarts.next(PLAN, [group]).reasons).toEqual(['worker-1 restarts node by node']);
    }
  });

  it('does one group after the other, and waits until the last step of one is done', () => {
    const restarts = new RollingRestart();
    const first = observedGroup(1, { ...PRIMARY, ...RAISED });
    const second = observedGroup(2, { ...PRIMARY, ...RAISED });
    const plan = restarts.next(PLAN, [first, second]);
    expect(plan.step?.node.name).toBe('worker-1-a');
    expect(plan.reasons).toHaveLength(2);
    if (plan.step !== undefined) restarts.remember([first, second], plan.step);
    const rejoining = observedGroup(1, { ...STANDBY, state: 'stopped' }, PRIMARY);
    expect(restarts.next(PLAN, [rejoining, second]).step).toBeUndefined();
  });

  it('lowers what a standby may not have lower on the primary first, where it is', () => {
    const restarts = new RollingRestart();
    const primary = { ...PRIMARY, ...LOWERED, postmaster_start_time: '10:00' };
    const standby = { ...STANDBY, ...LOWERED };
    expect(step(restarts, observedGroup(1, primary, standby))).toBe('restart worker-1-a');
    const restarted = { ...PRIMARY, postmaster_start_time: '10:01' };
    expect(step(restarts, observedGroup(1, restarted, standby))).toBe('restart worker-1-b');
  });

  it('never restarts a node again that goes on waiting', () => {
    const restarts = new RollingRestart();
    const group = observedGroup(1, PRIMARY, { ...STANDBY, ...LOWERED });
    expect(step(restarts, group)).toBe('restart worker-1-b');
    expect(step(restarts, group)).toBe('nothing');
    expect(restarts.next(PLAN, [group]).reasons).toEqual([]);
  });

  it('restarts the primary of a group of one where it is', () => {
    const group = observedGroup(1, { ...PRIMARY, ...RAISED });
    const [only] = group.nodes;
    const single = { ...group, nodes: only === undefined ? [] : [only] };
    expect(step(new RollingRestart(), single)).toBe('restart worker-1-a');
  });

  it('leaves a group without its standby alone, and others do not wait for it for ever', () => {
    let now = 0;
    const restarts = new RollingRestart(() => now);
    const broken = observedGroup(1, { ...PRIMARY, ...RAISED }, { ...STANDBY, state: 'stopped' });
    const whole = observedGroup(2, { ...PRIMARY, ...RAISED });
    expect(restarts.next(PLAN, [broken, whole]).step).toBeUndefined();
    now = 300_000;
    expect(restarts.next(PLAN, [broken, whole]).step?.node.name).toBe('worker-2-a');
  });
});
