import type { HostConfig } from '../../topology/hosts/host-config';
import { silentHosts } from './silent-hosts';

/** Between two looks at the engines, ms. */
const LOOK_MS = 5000;

/** Looks in a row that find a host silent before it is told of: a busy one answers late. */
const LOOKS = 3;

/**
 * Watches the engines of a cluster's hosts while this process lives, which it does not prolong. Whoever has
 * asked something of a host that lost its power is told nothing by TCP for a quarter of an hour.
 *
 * @param tell takes the name of a host that fell silent, once until it has answered again
 */
export function watchHosts(hosts: readonly HostConfig[], tell: (host: string) => void): void {
  if (hosts.length === 0) return;
  const silences = new Silences();
  const look = async (): Promise<void> => {
    for (const name of silences.found(await silentHosts(hosts))) tell(name);
    wait();
  };
  const wait = (): void => void setTimeout(() => void look(), LOOK_MS).unref();
  wait();
}

/** Which hosts have been silent for long enough to be told of. */
export class Silences {
  private readonly looks = new Map<string, number>();

  /**
   * Takes what a look found.
   *
   * @param silent names of all hosts that did not answer it
   * @returns those of them to tell of now
   */
  found(silent: readonly string[]): string[] {
    for (const name of this.looks.keys()) if (!silent.includes(name)) this.looks.delete(name);
    for (const name of silent) this.looks.set(name, (this.looks.get(name) ?? 0) + 1);
    return silent.filter((name) => this.looks.get(name) === LOOKS);
  }
}
