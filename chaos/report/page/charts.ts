import type uPlot from 'uplot';
import { CLASS_COLOUR, operationColour, TROUBLE_COLOUR } from '../../../report/page/colours';
import { formatNumber } from '../../../report/page/format';
import { DASHED, drawSeconds } from '../../../report/page/seconds-chart';
import type { ChaosTimeseries, SecondTally } from '../../../results/chaos-result';

const trouble = ({ failed, unknown, dropped }: SecondTally): number => failed + unknown + dropped;

/** Acknowledged writes of each group by second, and all that were not. */
export function drawWrites(element: HTMLElement, series: ChaosTimeseries): uPlot {
  const { seconds } = series;
  const groups = Object.keys(seconds[0]?.writes ?? {});
  return drawSeconds(element, series, formatNumber, [
    ...groups.map((group, i) => ({
      label: group === '0' ? 'writes' : `worker ${group}`,
      colour: operationColour(i),
      values: seconds.map(({ writes }) => writes[group]?.acked ?? 0),
    })),
    {
      label: 'not acknowledged',
      colour: TROUBLE_COLOUR,
      values: seconds.map(({ writes }) =>
        Object.values(writes).reduce((sum, tally) => sum + trouble(tally), 0),
      ),
      more: DASHED,
    },
  ]);
}

/** Answered reads of each endpoint by second, and all that were not. */
export function drawReads(element: HTMLElement, series: ChaosTimeseries): uPlot {
  const { seconds } = series;
  return drawSeconds(element, series, formatNumber, [
    {
      label: 'at the write endpoint',
      colour: CLASS_COLOUR.write,
      values: seconds.map(({ reads }) => reads.write.acked),
    },
    {
      label: 'at the read endpoint',
      colour: CLASS_COLOUR.read,
      values: seconds.map(({ reads }) => reads.read.acked),
    },
    {
      label: 'not answered',
      colour: TROUBLE_COLOUR,
      values: seconds.map(({ reads }) => trouble(reads.write) + trouble(reads.read)),
      more: DASHED,
    },
  ]);
}
