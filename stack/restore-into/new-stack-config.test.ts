import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { newStackConfig, portsFrom } from './new-stack-config';

describe('the configuration of a stack like another one', () => {
  const like = {
    engine: 'native',
    baseImage: 'base:1',
    'workers.count': 2,
    'workers.standbys': 0,
    'dataset.rows': 20_000,
    'dataset.shardCount': 4,
    'ports.write': 5432,
    hosts: { a: {} },
    'network.basePort': 21_000,
    'backup.repo': { type: 's3' },
    'tls.mode': 'mtls',
    'tls.authorities': 'own',
    protectData: true,
  };

  it('has its shape, and place, ports and backups of its own', () => {
    expect(newStackConfig(like, portsFrom(6000))).toEqual({
      engine: 'native',
      baseImage: 'base:1',
      'workers.count': 2,
      'workers.standbys': 0,
      'dataset.rows': 0,
      'dataset.shardCount': 4,
      'ports.write': 6000,
      'ports.read': 6001,
      'ports.anyNode': 6002,
      'ports.pooled': 6003,
      'ports.stats': 6004,
      'ports.manager': 6005,
      'tls.mode': 'mtls',
    });
  });

  it('takes what the caller wants before that, and is valid', () => {
    const config = newStackConfig(like, portsFrom(6000), { 'backup.enabled': false });
    const parsed = parseClusterConfig('new', config);
    expect(parsed).toMatchObject({ backup: undefined, workers: { count: 2, standbys: 0 } });
  });
});
