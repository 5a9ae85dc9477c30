import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { hostEngines } from './cluster-docker';
import type { HostConfig } from '../../topology/hosts/host-config';
import { UserError } from '../../words/user-error';

/** Sends an image to a host, unless it is there, and gives the id that it has there. */
export type ShipImage = (image: ShippedImage, host: string) => Promise<string>;

/** An image that was built. */
export interface ShippedImage {
  /** What the host is to call it, e.g. `citus-cluster/database:dev`. */
  readonly name: string;
  /** Its id on the engine that built it. */
  readonly id: string;
}

/** How often a host is told to go on that others' images are being sent to, ms. */
const NEXT_TURN_MS = 50;

/**
 * Sends images from the engine that built them to hosts, by a stream that no disk has to hold. A host takes
 * one at a time: images share layers, which the second one finds there.
 *
 * @param tell takes a line for each image that was sent
 */
export function imageShipping(
  source: Docker,
  hosts: readonly HostConfig[],
  tell: (text: string) => void,
): ShipImage {
  const engines = hostEngines(hosts);
  const busy = new Set<string>();
  const sent = new Map<string, Promise<string>>();
  const ship: ShipImage = async (image, host) => {
    const target = engines.get(host);
    if (target === undefined) throw new Error(`host ${host} is lost`);
    while (busy.has(host)) await pause(NEXT_TURN_MS);
    busy.add(host);
    try {
      return await send(image, { source, target, host, tell });
    } finally {
      busy.delete(host);
    }
  };
  return (image, host) => {
    const key = `${host} ${image.id}`;
    const sending = sent.get(key) ?? ship(image, host);
    sent.set(key, sending);
    return sending;
  };
}

async function send(
  { name, id }: ShippedImage,
  way: { source: Docker; target: Docker; host: string; tell: (text: string) => void },
): Promise<string> {
  const { source, target, host, tell } = way;
  const [repo, tag] = splitName(name);
  if (!(await hasImage(target, id))) {
    const startedAt = Date.now();
    try {
      await follow(target, await target.loadImage(await source.getImage(id).get()));
    } catch (error) {
      throw new UserError(
        `image ${name} can't be sent to host ${host}: ${(error as Error).message}`,
        'the host needs the room and the engine of the same architecture; `npm run up` tries again',
      );
    }
    if (!(await hasImage(target, id))) {
      throw new UserError(
        `host ${host} has image ${name} under another id after it was sent`,
        "its engine keeps images in containerd's store; turn that off there (features.containerd-snapshotter)",
      );
    }
    tell(`image ${name} sent to ${host} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }
  await target.getImage(id).tag({ repo, tag });
  return id;
}

async function hasImage(docker: Docker, id: string): Promise<boolean> {
  try {
    await docker.getImage(id).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** Waits for the end of what an engine does, which it tells step by step. */
function follow(docker: Docker, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function splitName(name: string): [string, string] {
  const at = name.lastIndexOf(':');
  return [name.slice(0, at), name.slice(at + 1)];
}
