/** A schema of every worker, for what the move of a shard needs there and leaves there for a while. */
export const MOVES_SCHEMA = 'cluster_moves';

/** Name of a move's publication, subscription and slot. */
export function replicationName(move: number): string {
  return `cluster_move_${move}`;
}

/** What the names of {@link replicationName} match, as a regular expression of PostgreSQL. */
export const REPLICATION_NAMES = '^cluster_move_[0-9]+$';

/** What the names of a move's prepared transactions begin with; each attempt has one of its own. */
export function preparedPrefix(move: number): string {
  return `cluster_move_${move}_`;
}
