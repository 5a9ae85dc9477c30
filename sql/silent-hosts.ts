import { now } from '../words/clock';

/** How long a host that was silent is left out while there are others, ms. */
const LEFT_OUT_MS = 5000;

/** When the servers were asked that have said nothing to this process since, ms, by `host:port`. */
const silentSince = new Map<string, number>();

/** Notes that a server said nothing in time. */
export function noteSilence(address: string): void {
  silentSince.set(address, now());
}

/** Notes that a server said something, be it that it refuses. */
export function noteAnswer(address: string): void {
  silentSince.delete(address);
}

/** Whether a server that was asked last said nothing. */
export function isSilent(address: string): boolean {
  return silentSince.has(address);
}

/** Forgets which servers were silent, as a new process would ask them. */
export function forgetSilence(): void {
  silentSince.clear();
}

/**
 * Whom to ask, in which order. The order is that of the list, as libpq has it, and not a random one: who
 * lists hosts says which to prefer, and a refusal by the first costs nothing. Silence costs seconds, and
 * libpq, which remembers nothing, pays them for each session. Here a server that was silent comes last,
 * and for some seconds not at all, so that one process pays once.
 *
 * @param addresses as `host:port`
 * @returns all of them where all were silent
 */
export function orderOfAsking(addresses: readonly string[]): readonly string[] {
  const talking = addresses.filter((address) => !silentSince.has(address));
  const due = addresses.filter(
    (address) => (silentSince.get(address) ?? Infinity) < now() - LEFT_OUT_MS,
  );
  return talking.length === 0 ? addresses : [...talking, ...due];
}
