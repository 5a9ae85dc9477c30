import {
  CLASS_COLOUR,
  operationColour,
  PERCENTILE_COLOUR,
  TROUBLE_COLOUR,
} from '../../../report/page/colours';
import { formatMs, formatNumber, formatPercent } from '../../../report/page/format';
import type { LiveChartKind } from './live-chart';
import {
  chaosReadsOf,
  chaosWritesOf,
  cpuOf,
  latencyOf,
  throughputOf,
  troubleOf,
} from './live-data';

/** The charts of a benchmark. */
export const BENCH_CHARTS: readonly LiveChartKind[] = [
  {
    title: 'Operations a second',
    note: 'That ended in each second; before second 0 is the warm-up.',
    of: throughputOf,
    format: formatNumber,
    colour: (label) =>
      label === 'writes'
        ? CLASS_COLOUR.write
        : label === 'reads'
          ? CLASS_COLOUR.read
          : CLASS_COLOUR.spatial,
  },
  {
    title: 'Latency',
    note: 'Half and 99 % of the operations of each second took this long or less; logarithmic.',
    of: latencyOf,
    format: formatMs,
    colour: (label) => (label === 'p50' ? PERCENTILE_COLOUR.p50 : PERCENTILE_COLOUR.p99),
    logarithmic: true,
  },
  {
    title: 'Errors',
    note: 'Statements that failed; dropped: due at a fixed rate and never answered.',
    of: troubleOf,
    format: formatNumber,
    colour: () => TROUBLE_COLOUR,
    dashed: ['dropped'],
  },
  {
    title: 'CPU by container',
    note: 'Percent of one core: 200 % is two cores.',
    of: cpuOf,
    format: formatPercent,
    colour: (_, place) => operationColour(place),
  },
];

/** The charts of a chaos run. */
export const CHAOS_CHARTS: readonly LiveChartKind[] = [
  {
    title: 'Writes a second',
    note: 'Acknowledged in each second, by worker group; dashed, those that were not.',
    of: chaosWritesOf,
    format: formatNumber,
    colour: (label, place) =>
      label === 'not acknowledged' ? TROUBLE_COLOUR : operationColour(place),
    dashed: ['not acknowledged'],
  },
  {
    title: 'Reads a second',
    note: 'Answered in each second, by endpoint; dashed, those that were not.',
    of: chaosReadsOf,
    format: formatNumber,
    colour: (label) =>
      label === 'not answered'
        ? TROUBLE_COLOUR
        : label.includes('write')
          ? CLASS_COLOUR.write
          : CLASS_COLOUR.read,
    dashed: ['not answered'],
  },
];
