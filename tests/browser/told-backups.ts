import type { Page, Route } from 'playwright-core';
import type { Backups } from '../../web/api/backups';
import { BACKED_UP, BACKUPS, BACKUPS_AT, RESTORE_PLAN } from '../../web/api/backups.fixture';
import type { ClusterMessage, StackList } from '../../web/api/cluster';
import type { Job, JobRequest } from '../../web/api/jobs';
import type { JobMessage } from '../../web/api/live';
import { paths } from '../../web/api/paths';

/** When the restore begins that the page is told of, ms since the Unix epoch. */
const BEGINS_AT = BACKUPS_AT - 30_000;

const moment = (second: number): string => new Date(BEGINS_AT + second * 1000).toISOString();

/** A restore at work. */
export const RESTORE_JOB: Job = {
  ...{ id: '1', kind: 'restore', stacks: ['dev'], title: `restore to ${RESTORE_PLAN.point}` },
  ...{ scenario: null, faults: [], command: 'npm run restore', pid: 1, startedBy: 'page' },
  ...{ state: 'running', startedAt: moment(0), endedAt: null, problem: null, results: [] },
};

/** It begins a step. */
export function begins(title: string, second: number, text = ''): JobMessage {
  return { type: 'progress', at: moment(second), title, text, share: null, leftS: null };
}

/** What a page is told besides the backups. */
export interface Told {
  readonly running?: readonly Job[];
  /** Of the restore's journal. */
  readonly journal?: readonly JobMessage[];
}

/**
 * Has a page told this of a stack that is backed up, at the moment when that was so, and shows it.
 *
 * @returns the jobs that it asks for, as it does
 */
export async function tellBackups(
  page: Page,
  backups: Partial<Backups> = {},
  { running = [], journal = [] }: Told = {},
): Promise<readonly JobRequest[]> {
  const asked: JobRequest[] = [];
  const messages: ClusterMessage[] = [
    { type: 'state', state: BACKED_UP },
    { type: 'jobs', running, elsewhere: [] },
  ];
  await page.clock.setFixedTime(BACKUPS_AT);
  const list: StackList = {
    selected: 'dev',
    stacks: [{ name: 'dev', up: true, engine: 'citus', topology: null }],
  };
  await page.route(`**${paths.stacks}`, (route) => json(route, list));
  await page.route('**/api/stacks/*/events', (route) => stream(route, messages));
  await page.route('**/api/stacks/*/backups', (route) => json(route, { ...BACKUPS, ...backups }));
  await page.route('**/restore-plan?*', (route) => json(route, RESTORE_PLAN));
  await page.route(`**${paths.jobEvents(RESTORE_JOB.id)}`, (route) => stream(route, journal));
  await page.route(`**${paths.jobs}`, (route) => {
    if (route.request().method() === 'GET') return json(route, { jobs: running });
    asked.push(route.request().postDataJSON() as JobRequest);
    return json(route, RESTORE_JOB, 201);
  });
  await page.goto(new URL('/backup', page.url()).href);
  await page.getByRole('heading', { name: 'What can be restored' }).waitFor();
  return asked;
}

function json(route: Route, body: unknown, status = 200): Promise<void> {
  return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
}

/** It ends at once, and the page asks again. */
function stream(route: Route, messages: readonly unknown[]): Promise<void> {
  return route.fulfill({
    contentType: 'text/event-stream',
    body: messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join(''),
  });
}
