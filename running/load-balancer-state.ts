import { statisticsRows, type StatisticsRow } from '../manager/observe/load-balancer-statistics';

/** A node behind one of the load balancer's endpoints. */
export interface LoadBalancerServer {
  /** The node's name. */
  readonly name: string;
  /** Takes sessions, takes none, or takes them only while no other does. */
  readonly state: 'up' | 'down' | 'backup';
  /** HAProxy's words, e.g. `UP`, `DOWN`, `UP 1/2`. */
  readonly words: string;
  readonly sessions: number;
  /** Seconds since it went up or down. */
  readonly changedSecondsAgo: number;
}

/** One of the load balancer's ways into the cluster, and where it leads. */
export interface LoadBalancerEndpoint {
  readonly name: 'write' | 'read' | 'any_node';
  /** Open sessions of clients. */
  readonly sessions: number;
  readonly servers: readonly LoadBalancerServer[];
}

/** As the configuration names them (haproxy/haproxy.cfg). */
const FRONTENDS = { write: 'write', read: 'read', any_node: 'any-node' } as const;

/** The ways into the cluster, from what `/;csv` of the load balancer's statistics page answers. */
export function parseLoadBalancer(csv: string): LoadBalancerEndpoint[] {
  const rows = statisticsRows(csv);
  const servers = (backend: string): LoadBalancerServer[] =>
    rows.filter(({ pxname, type }) => pxname === backend && type === '2').map(serverOf);
  const primary = servers('primary');
  const workers = servers('workers');
  const behind = {
    write: primary,
    // The primary takes reads while no standby does.
    read: [...servers('standby'), ...primary.map(asBackup)].filter(isFirstOfItsName),
    any_node: workers.length > 0 ? workers : primary,
  };
  return (['write', 'read', 'any_node'] as const).map((name) => {
    const frontend = rows.find(
      ({ pxname, svname }) => pxname === FRONTENDS[name] && svname === 'FRONTEND',
    );
    return { name, sessions: Number(frontend?.['scur'] ?? 0), servers: behind[name] };
  });
}

function serverOf({ svname = '', status = '', scur, lastchg }: StatisticsRow): LoadBalancerServer {
  return {
    name: svname,
    state: status.startsWith('UP') ? 'up' : 'down',
    words: status,
    sessions: Number(scur),
    changedSecondsAgo: Number(lastchg),
  };
}

function asBackup(server: LoadBalancerServer): LoadBalancerServer {
  return server.state === 'up' ? { ...server, state: 'backup' } : server;
}

/** One that is up, or the only one of its name. */
function isFirstOfItsName(
  server: LoadBalancerServer,
  _: number,
  all: readonly LoadBalancerServer[],
): boolean {
  const alike = all.filter(({ name }) => name === server.name);
  return server === (alike.find(({ state }) => state !== 'down') ?? alike[0]);
}
