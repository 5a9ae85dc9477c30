import { describe, expect, it } from 'vitest';
import { parseRoute, pathOf, type Route } from './route';

const parse = (path: string): Route => parseRoute(new URL(path, 'http://page'));

describe('the address of a place', () => {
  it.each<Route>([
    { page: 'cluster' },
    { page: 'run' },
    { page: 'run', job: 'a&b' },
    { page: 'backup' },
    { page: 'results' },
    { page: 'result', id: '20260102T030405Z-mixed' },
    { page: 'result', id: 'a b/c?d' },
    { page: 'own' },
    { page: 'compare', sides: [] },
    { page: 'compare', sides: ['tag:a & b', '20260102T030405Z-mixed'] },
  ])('reads back %j', (route) => {
    expect(parse(pathOf(route))).toEqual(route);
  });

  it.each(['/nowhere', '/run/x', '/backup/x', '/own-database/x', '/results/a/b'])(
    'knows no %s',
    (path) => {
      expect(parse(path)).toEqual({ page: 'unknown', path });
    },
  );

  it('takes an id that is badly encoded as it is', () => {
    expect(parse('/results/%E0')).toEqual({ page: 'result', id: '%E0' });
  });
});
