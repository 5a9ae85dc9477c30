import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import { hostEngines } from '../running/hosts/cluster-docker';
import { describeEngine } from '../running/hosts/describe-engine';
import type { HostConfig } from '../topology/hosts/host-config';
import type { ClusterPlan } from '../topology/plan';

/** How long a host's engine may take to answer, ms. */
const LIMIT_MS = 5000;

/** Clocks may differ by this, ms: leases and the order of what is logged go by them. */
const CLOCK_LIMIT_MS = 1000;

/** The oldest Docker that this was tried with. */
const OLDEST = [20, 10] as const;

interface HostFacts {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly architecture: string;
  /** How far its clock is ahead of this machine's, ms, give or take half the answer's time. */
  readonly clockMs: number;
}

/**
 * Looks at each host before anything is made anywhere: its engine answers, is new enough, of the build
 * engine's architecture, no other host's, and its clock goes as the others' do. Nothing where there is one
 * host. Changes nothing.
 *
 * @param builder the engine that builds the images
 * @throws UserError naming the host
 */
export async function checkHosts({ hosts }: ClusterPlan, builder: Docker): Promise<void> {
  if (hosts === undefined) return;
  const engines = hostEngines(hosts);
  const answers = hosts.map((host) => {
    const docker = engines.get(host.name);
    return docker === undefined ? [] : [factsOf(host, docker)];
  });
  const facts = await Promise.all(answers.flat());
  const { Architecture: architecture } = (await builder.info()) as { Architecture: string };
  for (const [index, host] of facts.entries()) {
    refuseOld(host);
    const twin = facts.slice(0, index).find(({ id }) => id === host.id);
    if (twin !== undefined) {
      throw new UserError(
        `config hosts.${twin.name}.docker and hosts.${host.name}.docker lead to one engine`,
        'each host is a machine of its own',
      );
    }
    if (host.architecture !== architecture) {
      throw new UserError(
        `host ${host.name} is of architecture ${host.architecture}, and images are built for ${architecture}`,
        'use hosts of one architecture, and a build engine (DOCKER_HOST) of the same',
      );
    }
  }
  refuseClocks(facts);
}

async function factsOf({ name, ...host }: HostConfig, docker: Docker): Promise<HostFacts> {
  const askedAt = Date.now();
  try {
    const info = await describeEngine(docker, LIMIT_MS);
    const middle = (askedAt + Date.now()) / 2;
    return {
      name,
      id: info.ID,
      version: info.ServerVersion,
      architecture: info.Architecture,
      clockMs: Date.parse(info.SystemTime) - middle,
    };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `the engine of host ${name} does not answer: ${message || code || String(error)}`,
      `${wayIn(name, host.docker)}; a host that is gone for good is taken out by \`npm run hosts -- lost ${name}\``,
    );
  }
}

function wayIn(name: string, address: string): string {
  if (!address.startsWith('ssh://')) return `start it, or correct config hosts.${name}`;
  const { username, host } = new URL(address);
  const login = username === '' ? host : `${username}@${host}`;
  return `\`ssh -o BatchMode=yes ${login} docker version\` is to work from here: its key is known, yours asks nobody, and docker is on its PATH`;
}

function refuseOld({ name, version }: HostFacts): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, least] = OLDEST;
  if (major > oldest || (major === oldest && minor >= least)) return;
  throw new UserError(
    `the engine of host ${name} is Docker ${version}`,
    `use ${OLDEST.join('.')} or a later one`,
  );
}

function refuseClocks(facts: readonly HostFacts[]): void {
  const byClock = [...facts].sort((one, other) => one.clockMs - other.clockMs);
  const [late, early] = [byClock[0], byClock.at(-1)];
  if (late === undefined || early === undefined) return;
  const apart = early.clockMs - late.clockMs;
  if (apart <= CLOCK_LIMIT_MS) return;
  throw new UserError(
    `the clocks of hosts ${late.name} and ${early.name} are ${(apart / 1000).toFixed(1)} s apart`,
    'have all hosts follow a time server (chrony, systemd-timesyncd)',
  );
}
