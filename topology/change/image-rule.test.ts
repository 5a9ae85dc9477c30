import { describe, expect, it } from 'vitest';
import { only } from './existing.fixture';

describe('the base image', () => {
  const [before, after] = [{ baseImage: 'old' }, { baseImage: 'new' }];
  const judge = (postgres: number | undefined, citus?: string, catalogue = {}) =>
    only(before, after, { nextImage: { postgres, citus }, catalogue });

  it('is rolled out with the same versions', () => {
    expect(judge(17, '14.0-1')).toMatchObject({ key: 'baseImage', effect: 'rolling' });
    const native = [
      { ...before, engine: 'native' },
      { ...after, engine: 'native' },
    ] as const;
    const nextImage = { postgres: 17, citus: undefined };
    expect(only(...native, { nextImage }).effect).toBe('rolling');
  });

  it('is seen where it was built anew under its name', () => {
    const difference = only(before, before, { nextImage: { postgres: 17, citus: '14.0-1' } });
    expect(difference).toMatchObject({ effect: 'rolling', to: 'old (another build)' });
    expect(only(before, before, { nextImage: { postgres: 18, citus: '14.0-1' } }).effect).toBe(
      'refused',
    );
  });

  it('changes nothing where the nodes run it already', () => {
    expect(only(before, after).effect).toBe('live');
  });

  it.each([
    ['another major version of PostgreSQL', 16, '14.0-1', "PostgreSQL 16, which can't read"],
    ['an unknown PostgreSQL', undefined, '14.0-1', 'does not tell which PostgreSQL'],
    ['an older Citus', 17, '13.2-1', "Citus 13.2-1, older than the catalogue's 14.0-1"],
    ['a newer Citus', 17, '14.1-1', 'Citus 14.1-1, and Citus refuses every statement'],
    ['no Citus', 17, undefined, 'has no Citus'],
  ])('is refused with %s', (_, postgres, citus, words) => {
    const difference = judge(postgres, citus);
    expect(difference.effect).toBe('refused');
    expect(difference.what).toContain(words);
  });

  it('may be what a cluster that does not answer lacks', () => {
    expect(judge(17, '14.0-1', { unknown: 'it is down' })).toMatchObject({ effect: 'rolling' });
  });
});
