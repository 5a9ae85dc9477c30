import { useMemo } from 'preact/hooks';
import { renderBody } from '../../../compare/body';
import { drawDistribution, drawRuns, drawThroughput } from '../../../compare/page/charts';
import type { ComparisonData, ScenarioData } from '../../../compare/page-data';
import type { DrawChart } from '../../../report/page/mount-charts';
import type { ComparisonAnswer } from '../../api/comparison';
import { paths } from '../../api/paths';
import { useLoaded } from '../base/loaded';
import { PageTitle } from '../parts/page-title';
import { ReportBody } from '../parts/report-body';
import { Failure, Loading, Notice } from '../parts/states';
import { SideChoice } from './side-choice';

/** What differs between runs or series, and whether that is more than chance. */
export function ComparePage({ sides }: { readonly sides: readonly string[] }) {
  const path = sides.length < 2 ? null : paths.comparison(sides);
  const { value, failure, isLoading, reload } = useLoaded<ComparisonAnswer>(path);
  return (
    <>
      <PageTitle title={titleOf(value)} />
      <SideChoice sides={sides} />
      {path === null ? (
        <Notice title="Choose two runs or more">
          <p>
            The first is the baseline; each other is compared with it. One run a side shows what
            differs; whether that is more than chance takes four runs a side and more: a series (
            <code>--repeat</code>) or runs with a tag.
          </p>
        </Notice>
      ) : value !== null ? (
        <Comparison answer={value} />
      ) : failure !== null && !isLoading ? (
        <Failure what="This comparison" failure={failure} retry={reload} />
      ) : (
        <Loading what="the comparison" lines={8} />
      )}
    </>
  );
}

function titleOf(answer: ComparisonAnswer | null): string {
  const labels = answer?.comparison.scenarios[0]?.sides.map(({ label }) => label) ?? [];
  const [baseline, ...others] = labels;
  return baseline === undefined ? 'Compare' : `${others.join(', ')} against ${baseline}`;
}

const CHARTS = {
  throughput: drawThroughput,
  runs: drawRuns,
  distribution: drawDistribution,
} as const;

function Comparison({ answer }: { readonly answer: ComparisonAnswer }) {
  const { comparison, charts } = answer;
  const html = useMemo(() => renderBody(comparison), [comparison]);
  const drawn = useMemo(() => chartsOf(charts), [charts]);
  return <ReportBody html={html} charts={drawn} data={charts} />;
}

/** Each scenario has each chart, called by its name and the scenario's place: `runs-0`. */
function chartsOf({ scenarios }: ComparisonData): Record<string, DrawChart<ComparisonData>> {
  return Object.fromEntries(
    scenarios.flatMap((_, place) =>
      Object.entries(CHARTS).map(([name, draw]) => [
        `${name}-${place}`,
        (element: HTMLElement, data: ComparisonData) =>
          draw(element, data.scenarios[place] as ScenarioData),
      ]),
    ),
  );
}
