import type { AgentClient } from './agent-client';

/** What is asked of a repository's agent here. */
export type RepositoryAgent = Pick<
  AgentClient,
  | 'state'
  | 'makeStanza'
  | 'beginBackup'
  | 'archive'
  | 'histories'
  | 'files'
  | 'readFile'
  | 'writeFile'
  | 'removeFile'
>;
