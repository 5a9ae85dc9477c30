import { paths } from '../../web/api/paths';
import { RUN } from './served-results';

/** Every route; `ID` and `NAME` stand for what a user names. */
export const ROUTES: readonly [method: string, path: string, body?: object][] = [
  ['GET', '/'],
  ['GET', '/main.js'],
  ['GET', '/nowhere'],
  ['GET', '/api/nowhere'],
  ['GET', paths.stacks],
  ['GET', '/api/stacks/ID'],
  ['GET', '/api/stacks/ID/events'],
  ['GET', '/api/stacks/ID/faults'],
  ['GET', paths.scenarios],
  ['GET', paths.jobs],
  ['POST', paths.jobs, { kind: 'bench', stack: 'ID', scenario: 'read' }],
  ['GET', '/api/jobs/ID'],
  ['GET', '/api/jobs/ID/events'],
  ['GET', '/api/jobs/ID/output'],
  ['POST', '/api/jobs/ID/stop', {}],
  ['GET', paths.results],
  ['GET', '/api/results/ID'],
  ['PATCH', '/api/results/ID', { note: 'x' }],
  ['GET', `/api/results/ID/files/k6.log`],
  ['GET', `/api/results/${RUN}/files/ID`],
  ['POST', paths.deleteResults, { ids: ['ID'], confirm: true }],
  ['GET', '/api/download?id=ID&format=archive'],
  ['GET', '/api/download?id=ID&format=json'],
  ['GET', `/api/download?id=${RUN}&format=csv&table=ID`],
  ['GET', '/api/comparison?side=ID&side=ID'],
];
