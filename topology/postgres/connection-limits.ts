/** Most sessions that a node takes, clients and other nodes together. */
export const MAX_CONNECTIONS = {
  /** Applications connect here; each session then holds one connection to each worker it uses. */
  coordinator: 200,
  /** Both coordinators' sessions, the other workers' and the clients of the any-node port. */
  worker: 300,
} as const;

/** Most of them for clients with Citus, which leave room for what other nodes need. */
export const MAX_CLIENT_CONNECTIONS = { coordinator: 150, worker: 100 } as const;
