import { createSecureContext } from 'node:tls';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { servedCertificate } from '../../manager/tls/served-certificate';
import { awaitCondition } from './await-condition';
import { containerRuns, timelines } from './cluster-identity';
import { npmRunOk } from './project';
import {
  docker,
  identityOf,
  tlsCluster,
  writersOf,
  type Identity,
  type TlsCluster,
} from './tls-cluster';
import { knockAll, WELCOME } from './tls-doors';
import { Writers } from './writers';

const WRITERS = 16;

/** A change of the authority takes three deployments. */
const LIMIT_MS = 20 * 60_000;

/** How soon a new certificate is served, ms. */
const SERVED_LIMIT_MS = 30_000;

/** Between two looks at the store's members, ms. */
const LOOK_MS = 100;

/** Certificates that change under writers. Call it inside a `describe`. */
export function describeRenewal(stack: string): void {
  const onStack = ['--stack', stack];

  it('gets new certificates under load: nothing fails, nobody is promoted or replaced', async ({
    annotate,
  }) => {
    const cluster = await tlsCluster(stack);
    const runs = await containerRuns(docker, cluster.plan);
    const positions = await timelines(docker, cluster.plan);
    const identity = await identityOf(cluster);
    const before = await serials(cluster, identity);
    const { ca } = identity;
    const writers = await Writers.start(
      WRITERS,
      writersOf(cluster, () => [{ ca }]),
    );

    await npmRunOk('certificates', 'renew', ...onStack);
    const renewedAt = performance.now();
    await awaitCondition(
      'another certificate at every port',
      () => serials(cluster, identity),
      (now) =>
        Object.entries(now).every(([door, serial]) => ![undefined, before[door]].includes(serial)),
      SERVED_LIMIT_MS,
    );
    const servedMs = Math.round(performance.now() - renewedAt);
    const { acknowledged, present, ...account } = await writers.stop();

    await annotate(
      `at every port ${servedMs} ms after the command; longest gap between ` +
        `${acknowledged.length} writes ${account.longestGapMs} ms`,
    );
    expect(account).toMatchObject({ failed: [], retried: 0 });
    expect(present).toEqual(acknowledged);
    expect(await containerRuns(docker, cluster.plan)).toEqual(runs);
    expect(await timelines(docker, cluster.plan)).toEqual(positions);
  });

  it(
    'gets another authority under load, one member of its store after the other',
    { timeout: LIMIT_MS },
    async ({ annotate }) => {
      const cluster = await tlsCluster(stack);
      const runs = await containerRuns(docker, cluster.plan);
      const positions = await timelines(docker, cluster.plan);
      const former = await identityOf(cluster);
      let { ca } = former;
      const writers = await Writers.start(
        WRITERS,
        writersOf(cluster, () => [{ ca }]),
      );
      const watch = new MembersWatch(cluster);

      for (let step = 0; step < 3; step += 1) {
        await npmRunOk('certificates', 'rotate-ca', ...onStack);
        ca = await npmRunOk('connection', '--ca', ...onStack);
      }
      const mostDown = await watch.stop();
      const { acknowledged, present, ...account } = await writers.stop();

      await annotate(
        `longest gap between ${acknowledged.length} writes ${account.longestGapMs} ms; ` +
          `members of the store that were down at once: ${mostDown}`,
      );
      expect(account).toMatchObject({ failed: [], retried: 0 });
      expect(present).toEqual(acknowledged);
      expect(mostDown).toBeLessThanOrEqual(1);
      // The manager's is replaced: it is told whom it trusts.
      const ids = ({ manager: _, ...all }: typeof runs) =>
        Object.entries(all).map(([name, { id }]) => [name, id]);
      expect(ids(await containerRuns(docker, cluster.plan))).toEqual(ids(runs));
      expect(await timelines(docker, cluster.plan)).toEqual(positions);

      const { doors, login } = cluster;
      const identity = await identityOf(cluster);
      const welcome = await knockAll(doors, () => identity, login);
      expect(Object.values(welcome).filter((answer) => answer !== WELCOME)).toEqual([]);
      const untrusted = await knockAll(doors, () => ({ ...identity, ca: former.ca }), login);
      expect(Object.values(untrusted)).not.toContain(WELCOME);
      const unknown = await knockAll(doors, () => ({ ...former, ca: identity.ca }), login);
      const refused = doors.filter(({ name }) => unknown[name] !== WELCOME);
      // PostgreSQL, which asks nobody, refuses a certificate that is shown and not of its authority.
      expect(refused).toEqual(expect.arrayContaining(doors.filter(({ asksWho }) => asksWho)));
    },
  );
}

/** By door, the serial number of the certificate there; undefined where none is served at the moment. */
async function serials({ doors }: TlsCluster, identity: Identity) {
  const context = createSecureContext(identity);
  const seen = doors.map(async ({ name, host, port, postgres }) => {
    const served = { container: host, port, postgres };
    const certificate = await servedCertificate(served, context, SERVED_LIMIT_MS).catch(
      () => undefined,
    );
    return [name, certificate?.serialNumber] as const;
  });
  return Object.fromEntries(await Promise.all(seen));
}

/** Looks again and again how many members of the store take no connection. */
class MembersWatch {
  private most = 0;
  private stopping = false;
  private readonly end: Promise<void>;

  constructor(private readonly cluster: TlsCluster) {
    this.end = this.watch();
  }

  /** @returns the most that took none at once */
  async stop(): Promise<number> {
    this.stopping = true;
    await this.end;
    return this.most;
  }

  private async watch(): Promise<void> {
    const { plan, doors } = this.cluster;
    const members = doors.filter((door) =>
      plan.etcd.some(({ name, clientPort }) => door.name === `${name}:${clientPort}`),
    );
    while (!this.stopping) {
      const taken = await Promise.all(members.map(takesConnections));
      this.most = Math.max(this.most, taken.filter((one) => !one).length);
      await pause(LOOK_MS);
    }
  }
}

function takesConnections({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', () => {
      end(true);
    });
    socket.on('error', () => {
      end(false);
    });
    socket.on('timeout', () => {
      end(false);
    });
  });
}
