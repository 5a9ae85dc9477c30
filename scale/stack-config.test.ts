import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../stack/load-config';
import { listStacks } from '../toolchain/pulumi/stack-files';
import { parseClusterConfig } from '../topology/config/config';
import { flattenConfig } from '../topology/config/config-input';
import { FILE_MARK, sizeConfig, sizeFile } from './stack-config';

const like = loadConfig('dev');
const setting = { like, rows: 1000, shards: 12 };

describe('the stack of a size', () => {
  it('has the configuration that its file holds', () => {
    const text = sizeFile(4, setting);
    const { config } = parse(text) as { config: Record<string, unknown> };
    const values = Object.entries(config).map(([name, value]) => [
      name.replace('citus-cluster:', ''),
      value,
    ]);
    const read = parseClusterConfig('scale-4', flattenConfig(Object.fromEntries(values)));
    expect(read).toEqual(sizeConfig(4, setting));
    expect(text.startsWith(FILE_MARK)).toBe(true);
  });

  it('differs from another size in the number of workers alone', () => {
    const [two, four] = [2, 4].map((workers) => sizeConfig(workers, setting));
    expect({ ...four, stack: two?.stack, workers: two?.workers }).toEqual(two);
    expect(four?.workers).toEqual({ count: 4, standbys: 0 });
  });

  it('has its image and engine from another, and no port of a stack of the project', () => {
    const config = sizeConfig(1, { ...setting, like: loadConfig('native') });
    expect(config).toMatchObject({ engine: 'native', baseImage: 'citus-cluster/base:trixie' });
    const own = ['dev', 'native', 'shared', 'single'].filter((name) => listStacks().includes(name));
    const taken = own.flatMap((name) => Object.values(loadConfig(name).ports).flat());
    expect(taken.filter((port) => Object.values(config.ports).includes(port))).toEqual([]);
  });
});
