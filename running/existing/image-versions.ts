import type Docker from 'dockerode';
import type { ImageVersions } from '../../topology/change/existing-cluster';

/** What a base image without PostgreSQL gets from Debian, by Debian's version. */
const DEBIANS_POSTGRES: Readonly<Record<string, number>> = { 11: 13, 12: 15, 13: 17 };

/** Prints the versions as `debian=13`, `postgres=17`, `citus=14.0-1`, a line each as far as there. */
const TELL = `
  . /etc/os-release; echo "debian=$VERSION_ID"
  for path in /usr/lib/postgresql/*; do [ -d "$path" ] && echo "postgres=\${path##*/}"; done
  sed -n "s/^default_version *= *'\\(.*\\)'/citus=\\1/p" /usr/share/postgresql/*/extension/citus.control
  exit 0`;

/**
 * The versions that a database image brings, asked from the image itself: a container without a
 * network lists its files and is removed.
 */
export async function imageVersions(docker: Docker, image: string): Promise<ImageVersions> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['sh', '-c', TELL],
    Cmd: [],
    User: 'root',
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.start();
    await container.wait();
    const logs = await container.logs({ stdout: true, stderr: false });
    return versionsIn(logs.toString());
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** Reads what the image told, among Docker's frame headers. The newest PostgreSQL counts. */
export function versionsIn(told: string): ImageVersions {
  const all = (name: string): string[] =>
    [...told.matchAll(new RegExp(`${name}=([0-9.-]+)`, 'g'))].map(([, value = '']) => value);
  const majors = all('postgres').map(Number);
  const [debian = ''] = all('debian');
  return {
    postgres: majors.length > 0 ? Math.max(...majors) : DEBIANS_POSTGRES[debian],
    citus: all('citus').at(-1),
  };
}

/**
 * Whether images were all built on a base: their layers begin with its own. They begin with those of
 * what it was built on as well, as Citus's image on PostgreSQL's: so another name than the base of
 * before has to be the same image.
 *
 * @param former name of the base of before, where it is known
 * @returns false where one of them is not on the engine
 */
export async function isBaseOf(
  docker: Docker,
  images: readonly string[],
  base: string,
  former = base,
): Promise<boolean> {
  const layers = async (name: string): Promise<string[]> => {
    const { RootFS } = await docker.getImage(name).inspect();
    return RootFS.Layers ?? [];
  };
  const begins = (own: readonly string[], below: readonly string[]): boolean =>
    below.every((layer, i) => own[i] === layer);
  try {
    const [below, before] = await Promise.all([layers(base), layers(former)]);
    const all = await Promise.all(images.map(layers));
    return begins(below, before) && all.every((own) => begins(own, below));
  } catch {
    return false;
  }
}
