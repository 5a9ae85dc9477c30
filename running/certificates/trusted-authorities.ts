import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, PROJECT_ROOT } from '../../toolchain/paths';
import type { StackOutputs } from '../../topology/stack-outputs';
import { uriOfEachHost } from '../../topology/uri-hosts';

/**
 * A connection URI whose clients know whom to trust, wherever it says that they verify their server:
 * node-postgres, libpq and k6 read the file that it names.
 *
 * @param uri secret
 * @param caCertificate certificates (PEM) of the authorities that the stack's cluster trusts
 */
export function withAuthorities(
  uri: string,
  stack: string,
  caCertificate: string | undefined,
): string {
  if (caCertificate === undefined || !uriOfEachHost(uri)[0].searchParams.has('sslmode')) return uri;
  const file = keepAuthorities(stack, caCertificate);
  return `${uri}&sslrootcert=${encodeURIComponent(file).replaceAll('%2F', '/')}`;
}

/** A stack's outputs with {@link withAuthorities} of each URI. */
export function outputsWithAuthorities(stack: string, outputs: StackOutputs): StackOutputs {
  if (outputs.caCertificate === undefined) return outputs;
  const complete = (uri: string): string => withAuthorities(uri, stack, outputs.caCertificate);
  const { write, read, anyNode, pooled } = outputs.connections;
  return {
    ...outputs,
    connections: {
      write: complete(write),
      read: complete(read),
      anyNode: complete(anyNode),
      pooled: complete(pooled),
    },
    monitorConnection: complete(outputs.monitorConnection),
  };
}

/** Keeps the certificates in a file of the stack, which is this checkout's own. Returns its path. */
function keepAuthorities(stack: string, caCertificate: string): string {
  const checkout = createHash('sha256').update(PROJECT_ROOT).digest('hex').slice(0, 16);
  const file = join(cacheFolder(), 'authorities', `${checkout}-${stack}.pem`);
  if (existsSync(file) && readFileSync(file, 'utf8') === caCertificate) return file;
  mkdirSync(dirname(file), { recursive: true });
  // Whoever reads it meanwhile finds the former ones or these.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, caCertificate);
  renameSync(part, file);
  return file;
}
