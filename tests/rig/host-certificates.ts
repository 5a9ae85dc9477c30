import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from '../../certificates/authority';
import { makeLeaf } from '../../certificates/leaf';
import { etcFolder } from './engine';
import type { HostPlace } from './place';

/** How long certificates hold, days; no rig is up for as long. */
const DAYS = 30;

/** Where the certificates of a host's clients are, by the names that Docker's own client looks for. */
export function clientFolder({ folder }: HostPlace): string {
  return join(folder, 'certificates');
}

/** Writes the engine's certificate to its disk, and a client's to {@link clientFolder}. */
export async function writeCertificates(host: HostPlace, authority: Authority): Promise<void> {
  const { name, address } = host;
  const server = { subject: name, names: [name], addresses: [address] };
  const client = { subject: 'operator', names: ['operator'], addresses: [] };
  await writeLeaf(etcFolder(host.folder), 'server-', authority, server);
  await writeLeaf(clientFolder(host), '', authority, client);
}

async function writeLeaf(
  folder: string,
  prefix: string,
  authority: Authority,
  names: Parameters<typeof makeLeaf>[1],
): Promise<void> {
  const { certificate, key } = await makeLeaf(authority, names, DAYS);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  writeFileSync(join(folder, `${prefix}cert.pem`), certificate);
  writeFileSync(join(folder, `${prefix}key.pem`), key, { mode: 0o600 });
}
