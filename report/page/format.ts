/** Milliseconds for an axis or a legend: three significant digits, with a unit. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 1000) return `${significant(ms / 1000)} s`;
  return `${significant(ms)} ms`;
}

/** A count or rate with thousands separators. */
export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toLocaleString('en');
}

/** Percent without the fraction. */
export function formatPercent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${formatNumber(Math.round(value))} %`;
}

/** MiB without the fraction. */
export function formatMebibytes(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${formatNumber(Math.round(value))} MiB`;
}

/** A place on the distribution's axis as a percentile: 0 is 0 %, 1 is 90 %, 2 is 99 %. */
export function formatPercentile(position: number): string {
  const percent = 100 * (1 - 10 ** -position);
  return `${Number(percent.toFixed(position > 2 ? 3 : 1))} %`;
}

function significant(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 });
}
