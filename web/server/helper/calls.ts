import type { BackupRequest, Backups, BegunJobs, RestorePlanAnswer } from '../../api/backups';
import type { ClusterState, StackList } from '../../api/cluster';
import type { FaultList, ScenarioList } from '../../api/catalogue';
import type { ComparisonAnswer } from '../../api/comparison';
import type { OwnDatabase } from '../../api/own-database';
import type { AnnotationChange, Deletion, ResultDetails, ResultLine } from '../../api/results';
import type { ExportFormat } from '../../../archive/export-results';

/** Files of an export by name. */
export type ExportedFiles = readonly { readonly name: string; readonly text: string }[];

/** What the helper does for the server; each call fails with a UserError's words, or a defect. */
export interface Calls {
  stacks(): Promise<StackList['stacks']>;
  clusterState(stack: string): Promise<ClusterState>;
  faults(stack: string): Promise<FaultList>;
  backups(stack: string): Promise<Backups>;
  /** @param to as `npm run restore -- --to` takes it */
  restorePlan(stack: string, to: string): Promise<RestorePlanAnswer>;
  beginBackup(stack: string, request: BackupRequest): Promise<BegunJobs>;
  beginVerification(stack: string): Promise<BegunJobs>;
  scenarios(): Promise<ScenarioList>;
  /** Lines of the results of these ids that are there. */
  resultLines(folder: string, ids: readonly string[]): Promise<readonly ResultLine[]>;
  resultDetails(folder: string, id: string): Promise<ResultDetails>;
  annotate(folder: string, id: string, change: AnnotationChange): Promise<ResultLine>;
  deleteResults(folder: string, ids: readonly string[]): Promise<Deletion>;
  exportResults(
    folder: string,
    ids: readonly string[],
    format: ExportFormat,
  ): Promise<ExportedFiles>;
  comparison(folder: string, sides: readonly string[]): Promise<ComparisonAnswer>;
  /** @param folder of the files of `npm run own` */
  ownDatabase(folder: string): Promise<OwnDatabase>;
}

/** A call on its way to the helper. */
export interface CallMessage {
  readonly id: number;
  readonly name: keyof Calls;
  readonly args: readonly unknown[];
}

/** Its answer: the value as JSON text, so that the server can pass it on as it is. */
export type AnswerMessage =
  | { readonly id: number; readonly json: string }
  | {
      readonly id: number;
      readonly error: string;
      readonly remedy: string | null;
      /** Not what a user can do something about. */
      readonly defect: boolean;
    };
