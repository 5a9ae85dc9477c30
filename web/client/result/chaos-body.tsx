import { useMemo } from 'preact/hooks';
import { renderBody } from '../../../chaos/report/body';
import { drawReads, drawWrites } from '../../../chaos/report/page/charts';
import type { ChaosTimeseries } from '../../../results/chaos-result';
import type { ResultDetails } from '../../api/results';
import { ReportBody } from '../parts/report-body';

const CHARTS = { writes: drawWrites, reads: drawReads };

/** A chaos run as its report shows it. */
export function ChaosBody({ chaos }: { readonly chaos: NonNullable<ResultDetails['chaos']> }) {
  const { result, series } = chaos;
  const known: ChaosTimeseries = useMemo(
    () =>
      series ?? {
        schema_version: 1,
        run_id: result.run_id,
        interval_s: 1,
        seconds: [],
        events: [],
      },
    [series, result],
  );
  const html = useMemo(() => renderBody(result, known), [result, known]);
  return <ReportBody html={html} charts={series === null ? {} : CHARTS} data={known} />;
}
