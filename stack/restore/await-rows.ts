import { setTimeout as sleep } from 'node:timers/promises';
import type { Secrets } from '../../manager/secrets';
import type { Deployment } from '../../running/local-state';
import { openClient } from '../../sql/open-client';
import { isVerified } from '../../topology/tls/tls-stage';
import { messageOf } from '../../words/message-of';

/** Longest wait for the load balancer to lead to the coordinator, ms. */
const LIMIT_MS = 60_000;

/** Between two tries, and for one, ms. */
const POLL_MS = 200;
const TRY_LIMIT_MS = 5000;

/**
 * Waits until the applications' role gets an answer at the write port.
 *
 * @throws Error with the last refusal
 */
export async function awaitRows(
  { plan, endpoints, caCertificate }: Deployment,
  { citus: password }: Secrets,
  signal: AbortSignal,
): Promise<void> {
  const { host, port } = endpoints.write;
  const login = { host, port, user: plan.user, password, database: plan.database };
  const limits = { connectionTimeoutMillis: TRY_LIMIT_MS, query_timeout: TRY_LIMIT_MS };
  const ssl = isVerified(plan) && { ca: caCertificate };
  const attempt = async (): Promise<undefined> => {
    const client = await openClient({ ...login, ...limits, ssl });
    try {
      await client.query('SELECT count(*) FROM pg_class');
    } finally {
      client.connection.stream.destroy();
    }
  };
  for (const deadline = Date.now() + LIMIT_MS; ; await sleep(POLL_MS)) {
    signal.throwIfAborted();
    const why = await attempt().catch(messageOf);
    if (why === undefined) return;
    if (Date.now() > deadline) throw new Error(`the write port does not answer: ${why}`);
  }
}
