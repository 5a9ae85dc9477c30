import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from './config/config';
import { publishedPorts } from './host-ports';
import { planCluster } from './plan';

const plan = (raw: RawConfig = {}) => planCluster(parseClusterConfig('dev', raw));

describe('publishedPorts', () => {
  it('has coordinators only on request', () => {
    expect(publishedPorts(plan()).map((port) => port.external)).toEqual([
      5432, 5433, 5434, 7000, 5435, 7001,
    ]);
    expect(publishedPorts(plan({ 'ports.coordinators': 6000 })).slice(6)).toEqual([
      { key: 'ports.coordinators', container: 'citus-dev-coordinator-a', external: 6000 },
      { key: 'ports.coordinators', container: 'citus-dev-coordinator-b', external: 6001 },
    ]);
  });
});
