import { describeLoad } from '../../../benchmark/report/load-line';
import type { ResultDetails, ResultLine } from '../../api/results';
import { counted, formatMoment } from '../base/format';

/** A run's heading, e.g. `mixed on dev (citus)`. */
export function headingOf({ id, scenario, stack, engine }: ResultLine): string {
  if (scenario === null) return id;
  return `${scenario} on ${stack ?? '–'}${engine === null ? '' : ` (${engine})`}`;
}

/** The line under the heading: when, and under what load. */
export function leadOf({ summary, benchmark, chaos, scale }: ResultDetails): string {
  const when = `${formatMoment(summary.started_at)} UTC`;
  if (benchmark !== null) return `${when} · ${describeLoad(benchmark.metrics)}`;
  if (chaos !== null) {
    const { topology, rounds } = chaos.result;
    return `${when} · ${topology} · ${counted(rounds.length, 'fault')}`;
  }
  if (scale !== null)
    return `${when} · ${scale.sizes.map(({ workers }) => workers).join(', ')} workers`;
  return when;
}
