import { describe } from 'vitest';
import type { Engine } from '../../topology/config/cluster-config';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { describeAddedRoles } from './added-roles';
import { describeApplicationStatements } from './application-statements';
import { DatasetCluster } from './dataset-cluster';
import { describeLoadsBesideOthers } from './load-beside-others';
import { describeLoadedRows } from './loaded-rows';
import { describeSetUp } from './set-up-cases';
import { describeShardedTables } from './sharded-tables';
import { describeSpreadRows } from './spread-rows';
import { describeStoppedLoads } from './stopped-loads';

describe('set-up, schema and load', () => {
  describe('of engine native', () => {
    describeEngine('native', SERVICES_BASE_IMAGE);
  });
  describe.skipIf(CITUS_IMAGE === undefined)('of engine citus', () => {
    describeEngine('citus', CITUS_IMAGE ?? '');
  });
});

function describeEngine(engine: Engine, base: string): void {
  const at = DatasetCluster.forTests(engine, base);
  const cluster = () => at.bare;
  const count = () => at.count();
  describeSetUp(at);
  describeLoadedRows(at);
  describeSpreadRows(at);
  describeApplicationStatements(at);
  describeAddedRoles(cluster, count);
  if (engine === 'native') describeShardedTables(cluster, (sql) => at.owner(sql));
  describeStoppedLoads(at);
  describeLoadsBesideOthers(cluster, count);
}
