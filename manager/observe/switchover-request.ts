/** What Patroni's REST interface is asked for. */
export interface PatroniRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  /** Longest wait for the answer, ms. */
  readonly limitMs: number;
}

/**
 * The request that has a primary's Patroni hand over; it answers when that is done.
 *
 * @param leader the primary's name
 * @param candidate the standby's; default: whichever Patroni takes
 */
export function switchoverRequest(leader: string, candidate?: string): PatroniRequest {
  const body = { leader, ...(candidate !== undefined && { candidate }) };
  return { path: 'switchover', body, limitMs: 60_000 };
}
