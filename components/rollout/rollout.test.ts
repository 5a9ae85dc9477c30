import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { observed, PLAN, SEEN } from '../../manager/observe/observed.fixture';
import {
  statusDocument,
  type NodeStatus,
  type StatusDocument,
} from '../../manager/status-document';
import { EtcdMembership } from '../../running/etcd/etcd-membership';
import type { RunningCluster } from '../../running/running-cluster';
import { NO_STORE } from '../../topology/etcd-membership';
import { allNodes } from '../../topology/plan';
import { Rollout } from './rollout';

const WHOLE = statusDocument(PLAN, observed(), SEEN);

/** A cluster of {@link PLAN} whose manager said this at first, and says that when asked again. */
function cluster(status: StatusDocument | undefined, later = status): RunningCluster {
  return {
    status,
    containerIds: new Map(),
    leavingGroups: [],
    wasStarted: () => Promise.resolve(true),
    ask: () => Promise.resolve(later),
    switchOver: () => Promise.resolve(),
  };
}

/** A rollout on a cluster whose store stays as it is. */
function rolloutOf(running: RunningCluster): Rollout {
  return new Rollout(PLAN, running, new EtcdMembership(PLAN, NO_STORE, undefined));
}

/** A container that Pulumi made, or failed to make and went on without. */
function container(name: string): docker.Container {
  return new docker.Container(name, { image: 'image' });
}

/** Whether a promise is still open after all that is ready has run. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  const soon = new Promise((resolve) => setImmediate(resolve, open));
  return (await Promise.race([promise, soon])) === open;
}

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    // What failed under --continue-on-error comes back without an id.
    newResource: ({ name, inputs }) => ({
      id: name === 'failed' ? '' : `${name}-id`,
      state: inputs as object,
    }),
    call: ({ inputs }) => inputs as object,
  });
});

describe('a container that failed while Pulumi goes on', () => {
  it('ends its turn: those after it are left as they are, instead of waiting for ever', async () => {
    const rollout = rolloutOf(cluster(WHOLE));
    rollout.endTurnBy('etcd-1', container('failed'));
    await expect(rollout.awaitTurn('etcd-2')).rejects.toThrow('the container of etcd-1 failed');
  });

  it('ends its turn where it was made and could not start', async () => {
    const rollout = rolloutOf({
      ...cluster(WHOLE),
      containerIds: new Map(PLAN.etcd.map(({ container: name }) => [name, 'former'])),
      leavingGroups: [],
      wasStarted: () => Promise.resolve(false),
    });
    rollout.endTurnBy('etcd-1', container('etcd-1'));
    await expect(rollout.awaitTurn('etcd-2')).rejects.toThrow('the container of etcd-1 failed');
  });
});

describe('a running cluster whose manager does not answer', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has its manager registered first, whatever that waits for otherwise', async () => {
    const silent = rolloutOf(cluster(undefined, WHOLE));
    expect(await silent.awaitManagersTurn([])).toEqual([]);
    const turn = silent.awaitTurn('etcd-1');
    expect(await isOpen(turn)).toBe(true);
    silent.endManagersTurnBy(container('manager'));
    expect(await turn).toEqual([]);
    expect(await isOpen(silent.awaitTurn('etcd-2'))).toBe(true);
  });

  it('has its manager registered last while it answers', async () => {
    expect(await isOpen(rolloutOf(cluster(WHOLE)).awaitManagersTurn([]))).toBe(true);
  });

  it('is left as it is where the manager stays silent, with how to go on', async () => {
    const rollout = rolloutOf(cluster(undefined));
    rollout.endManagersTurnBy(container('manager'));
    // Its container is there before the clock is taken over.
    await rollout.awaitManagersTurn([]);
    vi.useFakeTimers();
    const refused = expect(rollout.awaitTurn('etcd-1')).rejects.toThrow(
      /manager does not answer.*docker restart citus-test-manager/,
    );
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
  });
});

describe('nodes that the plan has no place for', () => {
  it('stay until those whose place they take stream and keep up', async () => {
    const late: StatusDocument = {
      ...WHOLE,
      nodes: WHOLE.nodes.map((node) =>
        node.name === 'worker-1-b' ? { ...node, state: 'creating replica' } : node,
      ),
    };
    let now: StatusDocument = late;
    const running = { ...cluster(WHOLE), leavingGroups: [1], ask: () => Promise.resolve(now) };
    const ready = rolloutOf(running).readyForRemovals([]);
    expect(await isOpen(ready)).toBe(true);
    now = WHOLE;
    await ready;
  });

  it('hand over before the managers come that do not know them, once one that stays has all rows', async () => {
    const [coordinator, worker, ...groups] = PLAN.groups;
    const [goes, stays] = worker?.nodes ?? [];
    if (!coordinator || !worker || !goes || !stays) throw new Error('no groups');
    const plan = { ...PLAN, groups: [coordinator, { ...worker, nodes: [stays] }, ...groups] };
    const seen = (own: Partial<NodeStatus>, others: Partial<NodeStatus>): StatusDocument => ({
      ...WHOLE,
      nodes: WHOLE.nodes.map((node) => ({
        ...node,
        ...(node.name === goes.name && others),
        ...(node.name === stays.name && own),
      })),
    });
    const leads = { role: 'primary', state: 'running', synchronous: false } as const;
    const follows = { role: 'standby', state: 'streaming' } as const;
    let now = seen({ ...follows, synchronous: false }, leads);
    const switchOver = vi.fn(() => {
      now = seen(leads, { ...follows, synchronous: true });
      return Promise.resolve();
    });
    const ask = vi.fn(() => Promise.resolve(now));
    const running = { ...cluster(WHOLE), leavingGroups: [1], ask, switchOver };
    const rollout = new Rollout(plan, running, new EtcdMembership(PLAN, NO_STORE, undefined));
    for (const { name } of [...plan.etcd, ...allNodes(plan)])
      rollout.endTurnBy(name, container(name));
    const done = rollout.finished();
    await vi.waitFor(() => {
      expect(ask).toHaveBeenCalled();
    });
    expect(await isOpen(done)).toBe(true);
    expect(switchOver).not.toHaveBeenCalled();
    now = seen({ ...follows, synchronous: true }, leads);
    await done;
    expect(switchOver).toHaveBeenCalledExactlyOnceWith(goes.name, stays.name);
  });

  it('are of no concern where none goes', async () => {
    await rolloutOf({ ...cluster(undefined), leavingGroups: [] }).readyForRemovals([]);
  });
});
