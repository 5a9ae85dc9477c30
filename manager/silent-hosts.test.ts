import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { managersOf } from '../topology/managers';
import { waysIn } from '../topology/plan';
import { planCluster } from '../topology/plan-cluster';
import { observeGroup, type Observation } from './observe/observation';
import { PRIMARY, SEEN, STANDBY, WAY } from './observe/observed.fixture';
import { statusDocument, type StatusDocument } from './status-document';

const hosts = Object.fromEntries(
  ['h1', 'h2', 'h3'].map((name, index) => {
    const address = `10.0.0.${index + 1}`;
    return [name, { docker: `tcp://${address}:2376`, address }];
  }),
);
const PLAN = planCluster(parseClusterConfig('test', { hosts, 'workers.count': 3 }));

/** What a manager on h1 tells of three hosts, of whose parts some are silent. */
function told(isSilent: (name: string) => boolean): StatusDocument {
  const isLost = ({ name }: { readonly name: string }): boolean => isSilent(name);
  const followers = PLAN.groups.flatMap(({ nodes }) =>
    nodes.map(({ name }) => ({ application_name: name, sync_state: 'sync' })),
  );
  const observation: Observation = {
    at: 0,
    groups: PLAN.groups.map((group) =>
      observeGroup(
        group,
        group.nodes.map((node, index) => ({
          node,
          report: isLost(node)
            ? undefined
            : index === 0
              ? { ...PRIMARY, replication: followers }
              : STANDBY,
        })),
      ),
    ),
    etcd: PLAN.etcd.map((member) => ({ member, healthy: !isLost(member) })),
    storeMembers: undefined,
  };
  const others = managersOf(PLAN)
    .slice(1)
    .map((manager) => ({
      manager,
      findings: isLost(manager)
        ? undefined
        : {
            ...{
              manager: manager.name,
              acting: false,
              canAct: true,
              plan: { digest: '', since: 0 },
            },
            ...{ setUpReasons: [], reasons: [], notices: [] },
          },
    }));
  const ways = waysIn(PLAN).map((way) => ({
    way,
    loadBalancer: isLost(way.loadBalancer) ? undefined : WAY.loadBalancer,
    pooler: isLost(way.pooler) ? undefined : WAY.pooler,
  }));
  return statusDocument(PLAN, observation, { ...SEEN, manager: 'manager-h1', others, ways });
}

const answering = (document: StatusDocument): string[] =>
  (document.hosts ?? []).flatMap(({ name, answers }) => (answers ? name : []));

describe('a cluster on several hosts', () => {
  it('has no reason while all of them answer', () => {
    const document = told(() => false);
    expect(document).toMatchObject({ healthy: true, reasons: [] });
    expect(answering(document)).toEqual(['h1', 'h2', 'h3']);
  });

  it('tells of a silent host once, and of what comes of it', () => {
    const document = told((name) => name.endsWith('-h2'));
    expect(document.healthy).toBe(false);
    expect(document.reasons[0]).toMatch(
      /^host h2 does not answer: etcd-h2, (.*-h2, )+load-balancer-h2, pooler-h2, manager-h2, backup-h2$/,
    );
    const others = document.reasons.slice(1);
    expect(others.length).toBeGreaterThan(0);
    expect(others.every((reason) => /no (primary|synchronous standby)/.test(reason))).toBe(true);
    expect(answering(document)).toEqual(['h1', 'h3']);
  });

  it('tells of a part alone while another one of its host answers', () => {
    const document = told((name) => name.endsWith('-h2') && name !== 'pooler-h2');
    expect(document.reasons).toContain('etcd-h2 does not answer');
    expect(document.reasons.join()).not.toContain('host h2');
    expect(answering(document)).toEqual(['h1', 'h2', 'h3']);
  });

  it('tells of two silent hosts though the store has no majority to name its members', () => {
    const document = told((name) => /-h[23]$/.test(name));
    expect(answering(document)).toEqual(['h1']);
    expect(document.reasons.slice(0, 2).map((reason) => reason.slice(0, 24))).toEqual([
      'host h2 does not answer:',
      'host h3 does not answer:',
    ]);
    expect(document.reasons.join()).toContain('etcd has no majority: 1 of 3');
  });
});
