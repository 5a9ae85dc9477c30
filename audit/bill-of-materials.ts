import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { capture } from '../toolchain/child-process';
import { execInContainer } from '../toolchain/docker/container-exec';
import { packagePath } from '../toolchain/paths';
import type { ClusterPlan } from '../topology/plan';
import { UserError } from '../words/user-error';
import { imageBill } from './image-bill';

/** File of the image that stacks with a floating address have. */
const FLOATING = 'floating-address';

/** Prints the distribution and its version, then a line for each package. */
const LIST = `. /etc/os-release; echo "$ID $VERSION_ID"
  dpkg-query -W -f '\${Package} \${Version} \${Architecture} \${source:Package}\\n'`;

/**
 * Writes what a running stack is made of, a CycloneDX document each: its images' packages, as its
 * containers have them, and this project's npm packages by its lock file.
 *
 * @returns the files
 * @throws UserError if a container or npm can't be asked
 */
export async function writeBills(
  docker: Docker,
  plan: ClusterPlan,
  directory: string,
): Promise<string[]> {
  const node = plan.groups[0]?.nodes[0];
  if (node === undefined) throw new Error('the plan has no node');
  const floating = plan.floatingAddress?.containers[0];
  const image = plan.images.floatingAddress;
  const bills = {
    database: await billOf(docker, node.container, plan.images.database.name),
    services: await billOf(docker, plan.manager.container, plan.images.services.name),
    ...(floating && image && { [FLOATING]: await billOf(docker, floating.container, image.name) }),
    npm: await npmBill(),
  };
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const [name, bill] of Object.entries(bills)) {
    const file = join(directory, `${name}.cdx.json`);
    await writeFile(file, bill);
    files.push(file);
  }
  return files;
}

async function billOf(docker: Docker, name: string, image: string): Promise<string> {
  const container = docker.getContainer(name);
  const { Image } = await container.inspect();
  const { code, output } = await execInContainer(container, ['sh', '-c', LIST]);
  if (code !== 0) throw new UserError(`${name} does not tell its packages: ${output.trim()}`);
  return JSON.stringify(imageBill(image, Image, output), undefined, 2);
}

async function npmBill(): Promise<string> {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { code, stdout, stderr } = await capture('npm', words, { cwd: packagePath() });
  if (code !== 0)
    throw new UserError(`npm tells no packages: ${stderr.trim()}`, 'it takes npm 9.5');
  return stdout;
}
