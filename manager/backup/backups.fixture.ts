import type { BaseBackup, RepositoryState, StanzaState } from './agent-protocol';

/** A base backup that is well. */
export function backup(differs: Partial<BaseBackup> = {}): BaseBackup {
  return {
    ...{ label: '20261127-220000F', type: 'full', start: 0, stop: 60 },
    archiveStart: '000000010000000000000003',
    archiveStop: '000000010000000000000004',
    ...{ bytes: 1000, repositoryBytes: 100, damaged: false },
    ...differs,
  };
}

/** A stanza with these backups. */
export function stanza(name: string, ...backups: readonly BaseBackup[]): StanzaState {
  return {
    ...{ stanza: name, code: 0, message: 'ok', backups },
    ...{ archiveMin: '000000010000000000000001', archiveMax: '000000010000000000000009' },
  };
}

/** A repository that is well. */
export function repository(differs: Partial<RepositoryState> = {}): RepositoryState {
  return { stanzas: [], jobs: [], bytesUsed: 10, bytesFree: 90, error: null, ...differs };
}
