import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BackupMetrics } from './backup/backup-metrics';
import { MovesMetrics } from './moves/moves-metrics';
import type { StatusDocument } from './status-document';

/** Prometheus metrics of the cluster and of the manager itself. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly nodeUp = this.gauge('node_up', 'Whether the node runs', ['node', 'group']);
  private readonly nodePrimary = this.gauge('node_primary', 'Whether the node is primary', [
    'node',
    'group',
  ]);
  private readonly lag = this.gauge('node_lag_bytes', 'Bytes that a standby has yet to replay', [
    'node',
    'group',
  ]);
  private readonly primaries = this.gauge('group_primaries', 'Primaries of the group', ['group']);
  private readonly rows = this.gauge('rows', 'Rows of the data set held by the group, estimated', [
    'group',
  ]);
  private readonly shards = this.gauge('shards', 'Shards of the data set held by the group', [
    'group',
  ]);
  private readonly lostShards = this.gauge('lost_shards', 'Shards whose rows cannot be read');
  private readonly notices = this.gauge(
    'notices',
    'What is no fault but should be known, as unlogged tables; /status names it',
  );
  private readonly certificateExpiry = this.gauge(
    'certificate_expiry_seconds',
    'Seconds until the end of the certificate that the container serves at the port',
    ['container', 'port'],
  );
  private readonly authorityExpiry = this.gauge(
    'authority_expiry_seconds',
    'Seconds until the end of a certificate authority that is trusted',
    ['authority'],
  );
  private readonly moves = new MovesMetrics((...of) => this.gauge(...of));
  private readonly backups = new BackupMetrics((...of) => this.gauge(...of));
  private readonly healthy = this.gauge(
    'healthy',
    'Whether all nodes and shards work and set-up is complete',
  );
  private readonly acting = this.gauge('manager_acting', 'Whether this manager is the acting one');

  /** Rounds that failed. */
  readonly errors = new Counter({
    name: 'citus_cluster_reconcile_errors_total',
    help: 'Rounds of the manager that failed',
    registers: this.registers,
  });

  /** Time of a round, seconds. */
  readonly duration = new Histogram({
    name: 'citus_cluster_reconcile_seconds',
    help: 'Time that a round of the manager takes',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: this.registers,
  });

  readonly contentType = this.registry.contentType;

  /** The metrics as text, after taking over what the status says. */
  async render(status: StatusDocument): Promise<string> {
    for (const gauge of [this.lag, this.rows, this.shards]) gauge.reset();
    for (const gauge of [this.certificateExpiry, this.authorityExpiry]) gauge.reset();
    for (const { name, group, role, state, lagBytes } of status.nodes) {
      const labels = { node: name, group };
      this.nodeUp.set(labels, state === 'running' || state === 'streaming' ? 1 : 0);
      this.nodePrimary.set(labels, role === 'primary' ? 1 : 0);
      if (lagBytes !== null) this.lag.set(labels, lagBytes);
    }
    for (const { group } of status.groups) {
      const nodes = status.nodes.filter((node) => node.group === group);
      this.primaries.set({ group }, nodes.filter(({ role }) => role === 'primary').length);
    }
    for (const { group, rows, shards } of status.shards) {
      this.rows.set({ group }, rows);
      this.shards.set({ group }, shards);
    }
    for (const certificate of status.certificates ?? []) {
      if ('error' in certificate) continue;
      const { container, port, secondsLeft } = certificate;
      this.certificateExpiry.set({ container, port }, secondsLeft);
    }
    for (const { name, secondsLeft } of status.authorities ?? []) {
      this.authorityExpiry.set({ authority: name }, secondsLeft);
    }
    this.moves.set(status.moves);
    this.backups.set(status.backup);
    this.lostShards.set(status.lostShards);
    this.notices.set(status.notices.length);
    this.healthy.set(status.healthy ? 1 : 0);
    this.acting.set(status.acting === status.manager ? 1 : 0);
    return this.registry.metrics();
  }

  private gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({
      name: `citus_cluster_${name}`,
      help,
      labelNames,
      registers: this.registers,
    });
  }
}
