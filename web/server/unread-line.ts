import { timeOfRunId } from '../../results/results-folder';
import type { ResultLine } from '../api/results';

/** What a result's name alone says of it; undefined where the name says nothing. */
export function unreadLine(id: string): ResultLine | undefined {
  const startedAt = timeOfRunId(id);
  if (startedAt === undefined) return undefined;
  return {
    ...{ id, kind: null, state: 'unread', started_at: startedAt.toISOString() },
    ...{ scenario: null, stack: null, engine: null, tags: [], note: null, baseline: false },
    ...{ problem: null, figures: null, chaos: null, scale: null, series_id: null, run_tag: null },
  };
}
