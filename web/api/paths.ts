import type { DownloadFormat } from './results';

const text = encodeURIComponent;

function query(parameters: readonly (readonly [name: string, value: string])[]): string {
  return parameters.map((pair) => pair.map(text).join('=')).join('&');
}

/** Where everything is; ids and names need no escaping by the caller. */
export const paths = {
  /** GET {@link import('./cluster').StackList} */
  stacks: '/api/stacks',
  /** GET {@link import('./cluster').ClusterState} */
  stack: (stack: string) => `/api/stacks/${text(stack)}`,
  /** GET, an event stream of {@link import('./cluster').ClusterMessage} */
  stackEvents: (stack: string) => `/api/stacks/${text(stack)}/events`,
  /** GET {@link import('./catalogue').FaultList} */
  faults: (stack: string) => `/api/stacks/${text(stack)}/faults`,
  /** GET {@link import('./backups').Backups} */
  backups: (stack: string) => `/api/stacks/${text(stack)}/backups`,
  /**
   * GET {@link import('./backups').RestorePlanAnswer}
   *
   * @param to as `npm run restore -- --to` takes it
   */
  restorePlan: (stack: string, to: string) =>
    `/api/stacks/${text(stack)}/restore-plan?${query([['to', to]])}`,
  /** POST {@link import('./backups').BackupRequest}; answers 202 */
  baseBackups: (stack: string) => `/api/stacks/${text(stack)}/base-backups`,
  /** POST without a body; answers 202 */
  verifications: (stack: string) => `/api/stacks/${text(stack)}/verifications`,
  /** GET {@link import('./catalogue').ScenarioList} */
  scenarios: '/api/scenarios',
  /** GET {@link import('./jobs').JobList}; POST {@link import('./jobs').JobRequest} */
  jobs: '/api/jobs',
  /** GET {@link import('./jobs').Job} */
  job: (id: string) => `/api/jobs/${text(id)}`,
  /** GET, an event stream of {@link import('./live').JobMessage} */
  jobEvents: (id: string) => `/api/jobs/${text(id)}/events`,
  /** GET, text/plain, a download: all that it has said */
  jobOutput: (id: string) => `/api/jobs/${text(id)}/output`,
  /** POST without a body; answers 202 with the job. What was measured is kept. */
  stopJob: (id: string) => `/api/jobs/${text(id)}/stop`,
  /** GET {@link import('./results').ResultList} */
  results: '/api/results',
  /** GET {@link import('./results').ResultDetails}; PATCH {@link import('./results').AnnotationChange} */
  result: (id: string) => `/api/results/${text(id)}`,
  /** GET, text/plain: a `*.log` of the result */
  resultFile: (id: string, name: string) => `/api/results/${text(id)}/files/${text(name)}`,
  /** POST {@link import('./results').DeleteRequest} */
  deleteResults: '/api/results/delete',
  /** GET, a download */
  resultDownload: (ids: readonly string[], format: DownloadFormat, table?: string) =>
    `/api/download?${query([
      ...ids.map((id) => ['id', id] as const),
      ['format', format],
      ...(table === undefined ? [] : [['table', table] as const]),
    ])}`,
  /**
   * GET {@link import('./comparison').ComparisonAnswer}
   *
   * @param sides at least two, the first is the baseline: a run's or series' id, or `tag:NAME`, or
   *   `tag:NAME@STACK`
   */
  comparison: (sides: readonly string[]) =>
    `/api/comparison?${query(sides.map((side) => ['side', side] as const))}`,
  /** GET {@link import('./own-database').OwnDatabase} */
  ownDatabase: '/api/own-database',
} as const;
