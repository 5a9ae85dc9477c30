import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { shardCountLines } from './shard-count-lines';

describe('shardCountLines', () => {
  it("tells what to set where the configuration is not the data set's table", () => {
    const plan = planCluster(parseClusterConfig('dev', {}));
    expect(shardCountLines(plan, ['trips', 'vehicle_locations'], 24)).toEqual([
      "the stack's configuration says 12: `npm run pulumi -- config set --path citus-cluster:dataset.shardCount 24 --stack dev`",
    ]);
    expect(shardCountLines(plan, ['vehicle_locations'], 12)).toEqual([]);
    expect(shardCountLines(plan, ['trips'], 24)).toEqual([]);
  });
});
