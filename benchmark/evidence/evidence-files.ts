import {
  evidenceSeriesSchema,
  plansSchema,
  type EvidenceSeries,
  type Plans,
} from '../../results/evidence-schema';
import type { RunEvidence } from './summarise-evidence';

/** A run's files of evidence by name. */
export interface EvidenceFiles {
  readonly 'evidence.json': EvidenceSeries;
  readonly 'plans.json': Plans;
}

/** The contents of the files that hold a run's evidence beside `metrics.json`. */
export function evidenceFiles(run_id: string, { containers, plans }: RunEvidence): EvidenceFiles {
  return {
    'evidence.json': evidenceSeriesSchema.parse({
      schema_version: 1,
      run_id,
      interval_s: 1,
      containers,
    } satisfies EvidenceSeries),
    'plans.json': plansSchema.parse({ schema_version: 1, run_id, plans } satisfies Plans),
  };
}
