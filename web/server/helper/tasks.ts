import { beginBackup, beginVerification } from './backup-jobs';
import { backups, restorePlan } from './backups';
import type { Calls } from './calls';
import { clusterState, stacks } from './cluster-tasks';
import { comparison } from './comparison';
import { faults } from './fault-list';
import { resultDetails } from './result-details';
import { ownDatabase } from './own-database';
import { annotate, deleteResults, exportResults, resultLines } from './result-tasks';
import { scenarios } from './scenario-list';

/** What the helper can do. */
export const tasks: Calls = {
  stacks,
  clusterState,
  faults,
  backups,
  restorePlan,
  beginBackup,
  beginVerification,
  scenarios,
  resultLines,
  resultDetails,
  annotate,
  deleteResults,
  exportResults,
  comparison,
  ownDatabase,
};
