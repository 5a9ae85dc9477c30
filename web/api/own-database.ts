import type { OwnView } from '../../own/report/own-view';
import type { Problem } from './problem';

/** A step of `npm run own`, and its file. */
export interface OwnStep {
  readonly name: string;
  readonly file: string;
  /** When its file was written; null where it is not there. */
  readonly at: string | null;
}

/** `GET /api/own-database` */
export interface OwnDatabase {
  /** Name of the folder. */
  readonly folder: string;
  /** In their order. */
  readonly steps: readonly OwnStep[];
  /** Null before there is a plan, and where a file can't be read. */
  readonly view: OwnView | null;
  /** Why a file can't be read. */
  readonly problem: Problem | null;
}
