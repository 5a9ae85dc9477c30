import { describe, expect, it } from 'vitest';
import type { RestorePoint } from '../../manager/backup/catalogue';
import { choosePoint, readTarget } from './restore-target';

const point = (name: string, at: number): RestorePoint => ({ name, at, widthMs: 1, groups: [] });

async function* points(): AsyncGenerator<RestorePoint> {
  await Promise.resolve();
  yield point('c', 300);
  yield point('b', 200);
  yield point('a', 100);
}

const choose = (to: Parameters<typeof choosePoint>[0], torn: readonly string[] = []) =>
  choosePoint(to, points(), ({ name }) => (torn.includes(name) ? 'a file is missing' : undefined));

describe('readTarget', () => {
  it('tells a moment from a name', () => {
    expect(readTarget('latest')).toEqual({ kind: 'latest' });
    expect(readTarget('1970-01-01T00:00:01Z')).toEqual({ kind: 'moment', at: 1000 });
    expect(readTarget('point-20261127T221500Z-1a2b')).toMatchObject({ kind: 'point' });
  });
});

describe('choosePoint', () => {
  it('takes the newest one that can be reached', async () => {
    expect(await choose({ kind: 'latest' })).toMatchObject({ name: 'c' });
    expect(await choose({ kind: 'latest' }, ['c'])).toMatchObject({ name: 'b' });
  });

  it('takes the last one until a moment', async () => {
    expect(await choose({ kind: 'moment', at: 250 })).toMatchObject({ name: 'b' });
    expect(await choose({ kind: 'moment', at: 200 })).toMatchObject({ name: 'b' });
    expect(await choose({ kind: 'moment', at: 250 }, ['b'])).toMatchObject({ name: 'a' });
  });

  it('takes the named one and no other', async () => {
    expect(await choose({ kind: 'point', name: 'b' })).toMatchObject({ at: 200 });
    await expect(choose({ kind: 'point', name: 'b' }, ['b'])).rejects.toThrow(
      /restore point b of .* can't be reached: a file is missing; .*backup -- list/,
    );
    await expect(choose({ kind: 'point', name: 'x' })).rejects.toThrow('no restore point x');
  });

  it('refuses a moment before the window', async () => {
    await expect(choose({ kind: 'moment', at: 50 })).rejects.toThrow(/no restore point before/);
    await expect(choose({ kind: 'moment', at: 150 }, ['a'])).rejects.toThrow(
      /can be reached; .*a file/,
    );
  });
});
