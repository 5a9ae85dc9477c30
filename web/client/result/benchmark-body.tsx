import { useMemo } from 'preact/hooks';
import { renderBody } from '../../../benchmark/report/body';
import {
  drawContainers,
  drawGenerator,
  drawDistribution,
  drawLatency,
  drawThroughput,
} from '../../../benchmark/report/page/charts';
import type { ResultDetails } from '../../api/results';
import { ReportBody } from '../parts/report-body';
import { CapacityTable } from './capacity-table';

const CHARTS = {
  throughput: drawThroughput,
  latency: drawLatency,
  distribution: drawDistribution,
  containers: drawContainers,
  drawGenerator,
  generator: drawGenerator,
};

/** A benchmark as its report shows it. */
export function BenchmarkBody(props: {
  readonly benchmark: NonNullable<ResultDetails['benchmark']>;
}) {
  const { metrics, plans, charts, capacity } = props.benchmark;
  const html = useMemo(
    () => renderBody(metrics, charts?.generator, plans?.plans ?? []),
    [metrics, charts, plans],
  );
  return (
    <>
      {capacity !== null && <CapacityTable capacity={capacity} />}
      {charts === null ? (
        <ReportBody html={html} charts={{}} data={null} />
      ) : (
        <ReportBody html={html} charts={CHARTS} data={charts} />
      )}
    </>
  );
}
