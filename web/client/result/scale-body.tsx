import { useMemo } from 'preact/hooks';
import type { ScaleResult } from '../../../results/scale-result';
import { renderBody } from '../../../scale/body';
import { chartsOf } from '../../../scale/page/charts';
import { ReportBody } from '../parts/report-body';

/** Clusters of several sizes as their report shows them. */
export function ScaleBody({ scale }: { readonly scale: ScaleResult }) {
  const html = useMemo(() => renderBody(scale), [scale]);
  const charts = useMemo(() => chartsOf(scale), [scale]);
  return <ReportBody html={html} charts={charts} data={scale} />;
}
