import { X509Certificate } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';

/** How long a database node may take, ms: Patroni looks at its signals once a round of 3 s. */
const SERVED_LIMIT_MS = 15_000;

/** Between two looks, ms. */
const LOOK_MS = 250;

/**
 * Waits until PostgreSQL in a container shows a certificate, which it does last: Patroni takes it over
 * itself before. A PostgreSQL that does not answer in time takes it when it starts.
 *
 * @param certificate PEM
 */
export async function awaitServed(
  container: Docker.Container,
  port: number,
  certificate: string,
): Promise<void> {
  const shown =
    `openssl s_client -starttls postgres -connect 127.0.0.1:${port} </dev/null 2>/dev/null` +
    ' | openssl x509 -noout -fingerprint -sha256';
  const { fingerprint256 } = new X509Certificate(certificate);
  for (const deadline = Date.now() + SERVED_LIMIT_MS; Date.now() < deadline;) {
    const { output } = await execInContainer(container, ['sh', '-c', shown]);
    if (output.includes(fingerprint256)) return;
    await pause(LOOK_MS);
  }
}
