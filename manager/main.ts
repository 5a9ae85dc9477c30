import { readFileSync } from 'node:fs';
import type { ClusterPlan } from '../topology/plan';
import { ClusterManager } from './cluster-manager';
import { serve } from './http-server';
import { log } from './log';
import type { Secrets } from './secrets';
import { Certificates } from './tls/certificates';

/** Where the container has its input: the plan and the passwords. */
const DIRECTORY = '/etc/manager';

async function main(): Promise<void> {
  const plan = readJson<ClusterPlan>('plan.json');
  const certificates = plan.tls && new Certificates(plan);
  const manager = new ClusterManager(plan, {
    ...readJson<Secrets>('secrets.json'),
    certificates,
  });
  const server = serve(manager, plan.manager.port.internal, certificates);
  if (certificates !== undefined) process.on('SIGHUP', () => certificates.reload());
  log('info', 'started', { stack: plan.stack, engine: plan.engine });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log('info', 'stopping', { signal });
      manager.stop();
      server.close();
      server.closeAllConnections();
      // A round that hangs on a node is not waited for: the next manager does it again.
      setTimeout(() => process.exit(0), 3000).unref();
    });
  }
  await manager.run();
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(`${DIRECTORY}/${name}`, 'utf8')) as T;
}

main().catch((error: unknown) => {
  log('error', 'the manager ended', { error: String(error) });
  process.exitCode = 1;
});
