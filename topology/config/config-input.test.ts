import { describe, expect, it } from 'vitest';
import { decodeConfigValue, flattenConfig } from './config-input';

describe('flattenConfig', () => {
  it('names nested values by their path', () => {
    expect(
      flattenConfig({
        engine: 'native',
        workers: { count: 2 },
        resources: { etcd: { cpus: '1' } },
      }),
    ).toEqual({ engine: 'native', 'workers.count': 2, 'resources.etcd.cpus': '1' });
  });

  it('keeps a key whose value is an object', () => {
    expect(flattenConfig({ postgres: { worker: { work_mem: '8MB' } } })).toEqual({
      'postgres.worker': { work_mem: '8MB' },
    });
  });

  it('prefers a key written with its dots, in either order', () => {
    expect(flattenConfig({ 'ports.write': '9999', ports: { write: 5432 } })).toEqual({
      'ports.write': '9999',
    });
    expect(flattenConfig({ ports: { write: 5432 }, 'ports.write': '9999' })).toEqual({
      'ports.write': '9999',
    });
  });
});

describe('decodeConfigValue', () => {
  it('decodes objects and leaves all else as text', () => {
    expect(decodeConfigValue('{"count":2}')).toEqual({ count: 2 });
    expect(decodeConfigValue('5432')).toBe('5432');
    expect(decodeConfigValue('{broken')).toBe('{broken');
  });
});
