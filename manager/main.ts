import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { nearestMembers } from '../topology/hosts/nearest-members';
import { managersOf } from '../topology/managers';
import type { ClusterPlan } from '../topology/plan';
import type { PlanMark } from './acting/manager-findings';
import { ClusterManager } from './cluster-manager';
import { serve } from './http-server';
import { MANAGER_SESSION } from './credentials';
import { log } from './log';
import type { Secrets } from './secrets';
import { Certificates } from './tls/certificates';

/** Where the container has its input: the plan and the passwords. */
const DIRECTORY = '/etc/manager';

async function main(): Promise<void> {
  const planned = readJson<ClusterPlan>('plan.json');
  const managers = managersOf(planned);
  const [, , name = planned.manager.name] = process.argv;
  const self = managers.find((one) => one.name === name);
  if (self === undefined) throw new Error(`no manager ${name} is planned`);
  const plan = { ...planned, etcd: nearestMembers(planned.etcd, self) };
  const certificates = plan.tls && new Certificates(plan);
  const secrets = readJson<Secrets>('secrets.json');
  const sessionName =
    managers.length === 1
      ? MANAGER_SESSION
      : `${MANAGER_SESSION} ${name} ${randomBytes(4).toString('hex')}`;
  const manager = new ClusterManager(
    plan,
    { ...secrets, certificates, sessionName },
    { name, plan: planMark() },
  );
  const server = serve(manager, self.port.internal, certificates);
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

/** A container keeps its plan for as long as it stands: the one that got it last has the newest. */
function planMark(): PlanMark {
  const file = `${DIRECTORY}/plan.json`;
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { digest, since: statSync(file).ctimeMs };
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(`${DIRECTORY}/${name}`, 'utf8')) as T;
}

main().catch((error: unknown) => {
  log('error', 'the manager ended', { error: String(error) });
  process.exitCode = 1;
});
