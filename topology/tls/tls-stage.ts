/**
 * How far a cluster speaks TLS. A running cluster goes from one stage to the next or the one before, so
 * that in the middle of a step every client still reaches every server, whichever is changed first:
 *
 * - `off`: everything is in clear.
 * - `accept`: servers take TLS as well as clear text; what can serve only one of them serves clear text,
 *   and its clients are ready for both.
 * - `verify`: clients speak TLS and verify whom they speak to; what can serve only one serves TLS.
 * - `on`: clear text is refused.
 * - `mtls`: so is a node's role without a client certificate.
 */
export const TLS_STAGES = ['off', 'accept', 'verify', 'on', 'mtls'] as const;

/** One of {@link TLS_STAGES}. */
export type TlsStage = (typeof TLS_STAGES)[number];

/** What a user may ask for. */
export type TlsMode = Extract<TlsStage, 'off' | 'on' | 'mtls'>;

/** A cluster's TLS as it is planned; a plan of a cluster in clear has none. */
export interface TlsPlan {
  readonly stage: Exclude<TlsStage, 'off'>;
  /** What users call the Docker host by, names and addresses: server certificates have them all. */
  readonly names: readonly string[];
  /** Days that a certificate holds. */
  readonly leafDays: number;
  /** Days before its end from which a deployment renews it. */
  readonly renewDays: number;
  /** Trusted certificate authorities by name; the first one signs. */
  readonly authorities: readonly string[];
}

/**
 * A plan without the authorities that are trusted. They change while everything goes on, so that whoever
 * would be replaced or run again for another plan is given this one.
 */
export function withoutAuthorities<T extends Staged>(plan: T): T {
  return plan.tls === undefined ? plan : { ...plan, tls: { ...plan.tls, authorities: [] } };
}

/** What has a stage; a plan of before TLS was known has none. */
interface Staged {
  readonly tls?: TlsPlan | undefined;
}

/** A cluster's stage. */
export function stageOf({ tls }: Staged): TlsStage {
  return tls?.stage ?? 'off';
}

/** Whether clients speak TLS and verify their servers; what can serve one of both serves TLS. */
export function isVerified(cluster: Staged): boolean {
  return stageOf(cluster) !== 'off' && stageOf(cluster) !== 'accept';
}

/** Whether servers refuse clear text. */
export function isClearRefused(cluster: Staged): boolean {
  return stageOf(cluster) === 'on' || stageOf(cluster) === 'mtls';
}

/** Whether servers ask a node's role for a client certificate. */
export function isMutual(cluster: Staged): boolean {
  return stageOf(cluster) === 'mtls';
}

/**
 * The stage that a deployment brings a cluster to.
 *
 * @param present the stage that it is at; undefined for a new one, which begins where it is to be
 * @param mode what is asked for; undefined for what a new cluster has, and for what one has that exists
 */
export function nextStage(present: TlsStage | undefined, mode: TlsMode | undefined): TlsStage {
  if (present === undefined) return mode ?? 'on';
  // What was cut off in the middle of the way goes on to its end.
  const unasked = present === 'accept' || present === 'verify' ? 'on' : present;
  const [from, to] = [TLS_STAGES.indexOf(present), TLS_STAGES.indexOf(mode ?? unasked)];
  return TLS_STAGES[from + Math.sign(to - from)] ?? present;
}

/** Deployments that it still takes from a stage to what is asked for. */
export function stepsLeft(present: TlsStage, mode: TlsMode | undefined): number {
  const next = nextStage(present, mode);
  return next === present ? 0 : 1 + stepsLeft(next, mode);
}
