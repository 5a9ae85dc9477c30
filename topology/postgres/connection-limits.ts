/** How many connections a role's nodes take, and open. */
export interface ConnectionLimits {
  /** Sessions that a node takes, clients and other nodes together (`max_connections`). */
  readonly sessions: number;
  /** Those among them that clients may have with Citus (`citus.max_client_connections`). */
  readonly clients: number;
  /** With Citus, what a node opens to any one other (`citus.max_shared_pool_size`). */
  readonly toEachNode: number;
}

/** Limits by a group's role. */
export type ConnectionLimitsByRole = Readonly<Record<'coordinator' | 'worker', ConnectionLimits>>;

/**
 * The limits of a cluster that is small enough for all to have what they like. A coordinator's clients
 * come from applications, and each session holds one connection to each worker that it uses. A worker
 * takes the coordinators' sessions, the other workers' and the clients of the any-node port.
 */
const USUAL: ConnectionLimitsByRole = {
  coordinator: { sessions: 200, clients: 150, toEachNode: 150 },
  worker: { sessions: 300, clients: 100, toEachNode: 50 },
};

/** Up to so many workers the usual limits fit: 150 of the coordinator and 50 of each other worker. */
export const UNSHARED_WORKERS = 4;

/**
 * Connections that each worker may open to each other one, at the least. Citus's maintenance daemon
 * keeps one of them. A client keeps one for as long as its session lasts, so that a client more than
 * there are connections would wait for another one's end.
 */
const LEAST_SHARE = 4;

/** The same where `max_connections` is the user's: the daemon's and a client's. */
const LEAST_OWN_SHARE = 2;

/** Sessions that a coordinator needs beside clients and workers: superusers', Patroni's, the manager's. */
const OWN_SESSIONS = 10;

/** Few sizes: another one means that all nodes of a role restart, one after the other. */
const STEP = 100;

/**
 * The limits that hold at a number of workers. With Citus all nodes connect to each other, so that a
 * worker has to take as many connections as the others may open: the coordinator keeps its 150, the
 * workers share what is left of `max_connections`, which grows where a share would be too small.
 *
 * @param workers their number; with the native engine, whose workers do not know each other, any
 * @param workerSessions a worker's `max_connections` where the user sets it
 */
export function connectionLimits(
  { engine, workers }: { readonly engine: 'citus' | 'native'; readonly workers: number },
  workerSessions?: number,
): ConnectionLimitsByRole {
  const { coordinator, worker } = USUAL;
  if (engine === 'native' || workers <= UNSHARED_WORKERS) return USUAL;
  const others = workers - 1;
  const sessions = Math.max(
    worker.sessions,
    inSteps(coordinator.toEachNode + others * LEAST_SHARE),
  );
  const left = (workerSessions ?? sessions) - coordinator.toEachNode;
  const share = Math.min(worker.toEachNode, Math.max(LEAST_OWN_SHARE, Math.floor(left / others)));
  return {
    coordinator: {
      ...coordinator,
      // Each worker's maintenance daemon keeps a session here.
      sessions: Math.max(
        coordinator.sessions,
        inSteps(coordinator.clients + workers + OWN_SESSIONS),
      ),
    },
    worker: { sessions, clients: share - 1, toEachNode: share },
  };
}

function inSteps(sessions: number): number {
  return STEP * Math.ceil(sessions / STEP);
}
