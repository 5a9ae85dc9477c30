/**
 * The rooms of the house, a floor each, lowest first: a file imports from its own room and from lower
 * ones. ESLint holds it; docs/architecture.md says what each room is for.
 */
export const FLOORS = [
  'words',
  'topology',
  'cli',
  'toolchain',
  'certificates',
  'sql',
  'dataset',
  'k6-scripts',
  'manager',
  'running',
  'shards',
  'export',
  'results',
  'report',
  'jobs',
  'preflight',
  'components',
  'post-deploy',
  'stack',
  'explain',
  'audit',
  'chaos',
  'benchmark',
  'archive',
  'compare',
  'scale',
  'web',
  'scripts',
];
