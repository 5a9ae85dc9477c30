import type uPlot from 'uplot';

/** The legend by keyboard: each name is a button that shows and hides its line. */
export const legendKeys: uPlot.Plugin = {
  hooks: {
    ready: (chart) => {
      // It is no table of data, but values beside the names of lines.
      for (const part of chart.root.querySelectorAll('.u-legend, .u-legend :is(tr, th, td)')) {
        part.setAttribute('role', 'presentation');
      }
      namesOf(chart).forEach((name, i) => {
        name.setAttribute('role', 'button');
        name.setAttribute('aria-pressed', String(chart.series[i + 1]?.show !== false));
        name.tabIndex = 0;
        name.addEventListener('keydown', (event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          name.click();
        });
      });
    },
    setSeries: (chart) => {
      namesOf(chart).forEach((name, i) => {
        name.setAttribute('aria-pressed', String(chart.series[i + 1]?.show !== false));
      });
    },
  },
};

/** Names of the lines, without that of the horizontal axis. */
function namesOf({ root }: uPlot): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.u-series .u-label')].slice(1);
}
