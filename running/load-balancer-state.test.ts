import { describe, expect, it } from 'vitest';
import { parseLoadBalancer } from './load-balancer-state';

const CSV = `# pxname,svname,scur,status,lastchg,type
write,FRONTEND,3,OPEN,,0
read,FRONTEND,2,OPEN,,0
any-node,FRONTEND,0,OPEN,,0
primary,coordinator-a,0,DOWN,171,2
primary,coordinator-b,3,UP,9,2
primary,BACKEND,3,UP,9,1
standby,coordinator-a,2,UP,164,2
standby,coordinator-b,0,DOWN,9,2
standby,BACKEND,2,UP,164,1
`;
const WORKERS = `workers,worker-1-a,0,UP,280,2
workers,worker-1-b,0,DOWN,280,2
`;

const names = (csv: string, endpoint: string) =>
  parseLoadBalancer(csv)
    .find(({ name }) => name === endpoint)
    ?.servers.map(({ name, state }) => `${name} ${state}`);

describe('parseLoadBalancer', () => {
  it('leads writes to the primary, reads to the standby and else to the primary', () => {
    expect(names(CSV, 'write')).toEqual(['coordinator-a down', 'coordinator-b up']);
    expect(names(CSV, 'read')).toEqual(['coordinator-a up', 'coordinator-b backup']);
    expect(parseLoadBalancer(CSV).map(({ sessions }) => sessions)).toEqual([3, 2, 0]);
  });

  it('leads any node to the workers, or to the primary where there is none', () => {
    expect(names(CSV, 'any_node')).toEqual(['coordinator-a down', 'coordinator-b up']);
    expect(names(CSV + WORKERS, 'any_node')).toEqual(['worker-1-a up', 'worker-1-b down']);
  });

  it('says since when', () => {
    const [write] = parseLoadBalancer(CSV);
    expect(write?.servers[1]).toEqual({
      ...{ name: 'coordinator-b', state: 'up', words: 'UP', sessions: 3, changedSecondsAgo: 9 },
    });
  });
});
