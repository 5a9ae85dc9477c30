/** A place in the page, as its address names it. */
export type Route =
  | { readonly page: 'cluster' }
  /** The form, or a job that runs or ended lately. */
  | { readonly page: 'run'; readonly job?: string }
  | { readonly page: 'backup' }
  | { readonly page: 'results' }
  | { readonly page: 'result'; readonly id: string }
  /** Sides in the words of `npm run compare`: ids of runs or series, `tag:NAME`. */
  | { readonly page: 'compare'; readonly sides: readonly string[] }
  | { readonly page: 'own' }
  | { readonly page: 'unknown'; readonly path: string };

/** Reads an address. */
export function parseRoute({ pathname, search }: Pick<URL, 'pathname' | 'search'>): Route {
  const [first = '', second, ...more] = pathname.split('/').filter((part) => part !== '');
  const unknown: Route = { page: 'unknown', path: pathname };
  if (more.length > 0 || (second !== undefined && first !== 'results')) return unknown;
  switch (first) {
    case '':
      return { page: 'cluster' };
    case 'run': {
      const job = new URLSearchParams(search).get('job');
      return job === null ? { page: 'run' } : { page: 'run', job };
    }
    case 'backup':
      return { page: 'backup' };
    case 'results':
      return second === undefined ? { page: 'results' } : { page: 'result', id: decoded(second) };
    case 'compare':
      return { page: 'compare', sides: new URLSearchParams(search).getAll('side') };
    case 'own-database':
      return { page: 'own' };
    default:
      return unknown;
  }
}

/** The address of a place; {@link parseRoute} reads it back. */
export function pathOf(route: Route): string {
  switch (route.page) {
    case 'cluster':
      return '/';
    case 'run':
      return route.job === undefined ? '/run' : `/run?job=${encodeURIComponent(route.job)}`;
    case 'backup':
      return '/backup';
    case 'results':
      return '/results';
    case 'result':
      return `/results/${encodeURIComponent(route.id)}`;
    case 'compare': {
      const query = new URLSearchParams(route.sides.map((side) => ['side', side]));
      return route.sides.length === 0 ? '/compare' : `/compare?${query.toString()}`;
    }
    case 'own':
      return '/own-database';
    case 'unknown':
      return route.path;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
