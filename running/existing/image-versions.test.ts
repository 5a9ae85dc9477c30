import type Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { isBaseOf, versionsIn } from './image-versions';

describe('versionsIn', () => {
  it('reads PostgreSQL and Citus, whatever frames them', () => {
    const told =
      '\x01\0\0\0\0\0\0\x0adebian=13\n\x01\0\0\0\0\0\0\x0cpostgres=17\n\x01citus=14.0-1\n';
    expect(versionsIn(told)).toEqual({ postgres: 17, citus: '14.0-1' });
  });

  it('takes the newest PostgreSQL, as the database image does', () => {
    expect(versionsIn('debian=12\npostgres=9.6\npostgres=16\n')).toMatchObject({ postgres: 16 });
  });

  it("knows what Debian's own PostgreSQL is where the image has none", () => {
    expect(versionsIn('debian=13\n')).toEqual({ postgres: 17, citus: undefined });
    expect(versionsIn('')).toEqual({ postgres: undefined, citus: undefined });
  });
});

describe('isBaseOf', () => {
  const layers: Readonly<Record<string, string[]>> = {
    postgres: ['debian', 'postgres'],
    citus: ['debian', 'postgres', 'citus'],
    'citus-again': ['debian', 'postgres', 'citus'],
    node: ['debian', 'postgres', 'citus', 'patroni'],
  };
  const docker = {
    getImage: (name: string) => ({
      inspect: () =>
        name in layers
          ? Promise.resolve({ RootFS: { Layers: layers[name] } })
          : Promise.reject(new Error('no such image')),
    }),
  } as unknown as Docker;

  it.each([
    ['citus', undefined, true],
    ['citus', 'citus', true],
    ['citus-again', 'citus', true],
    // It has no Citus, though the nodes have its layers.
    ['postgres', 'citus', false],
    ['citus', 'an-image-that-is-gone', false],
    ['an-image-that-is-gone', 'citus', false],
  ])('%s after %s: %s', async (base, former, expected) => {
    expect(await isBaseOf(docker, ['node'], base, former)).toBe(expected);
  });
});
