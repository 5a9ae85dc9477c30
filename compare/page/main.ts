import { drawPage, type DrawChart } from '../../report/page/draw-page';
import type { ComparisonData, ScenarioData } from '../page-data';
import { drawDistribution, drawRuns, drawThroughput } from './charts';

const CHARTS = {
  throughput: drawThroughput,
  runs: drawRuns,
  distribution: drawDistribution,
} as const;

/** Each element of class `chart` is called by its chart and the place of its scenario: `runs-0`. */
const charts = [...document.querySelectorAll('.chart')].map(
  ({ id }): [string, DrawChart<ComparisonData>] => {
    const [name, place] = id.split('-') as [keyof typeof CHARTS, string];
    return [
      id,
      (element, { scenarios }) => CHARTS[name](element, scenarios[Number(place)] as ScenarioData),
    ];
  },
);

drawPage<ComparisonData>(Object.fromEntries(charts));
