import { escapeHtml, formatMs } from '../../report/html';
import type { Cell } from '../../report/table';
import type { Against, Measured } from '../verdict/verdict-file';

/** Factors at the ends of the scale. */
const MOST = 4;
const WIDTH = 72;

/** What a stack made of a statement: its times, and what they are against the baseline's. */
export function measuredCell({ p50, p99, against }: Measured): Cell {
  const times = p50 === null ? '' : `${formatMs(p50)}<small>p99 ${formatMs(p99)}</small>`;
  return { html: `${times}${against === null ? '' : againstBaseline(against)}` };
}

/** A figure against the baseline's: its place on a scale, the factor, and the verdict's word. */
export function againstBaseline({ ratio, interval, word, reason }: Against): string {
  const factor = ratio === null ? '' : `×${ratio.toFixed(2)} `;
  const range = interval === null ? [] : [`${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`];
  const small = [...range, ...(reason === '' ? [] : [reason])].join('; ');
  return `<span class="against">${ratio === null ? '' : scale(ratio, interval ?? [ratio, ratio])}<span class="word ${toneOf(word)}">${factor}${word}</span>${small === '' ? '' : `<small>${escapeHtml(small)}</small>`}</span>`;
}

/** How a verdict's word is to be coloured. */
export function toneOf(word: Against['word']): 'good' | 'bad' | 'quiet' {
  if (word === 'gains') return 'good';
  return word === 'loses' || word === 'refused' ? 'bad' : 'quiet';
}

/** A factor and its interval on a logarithmic scale, whose middle is no difference; less time is to the left. */
function scale(ratio: number, interval: readonly [number, number]): string {
  const x = (factor: number): string => {
    const place = Math.log(factor || 1 / MOST) / Math.log(MOST);
    return ((WIDTH / 2) * (1 + Math.max(-0.95, Math.min(0.95, place)))).toFixed(1);
  };
  return `<svg class="ratio" width="${WIDTH}" height="10" aria-hidden="true"><path d="M${WIDTH / 2} 0V10M0 5H${WIDTH}"/><path class="interval" d="M${x(interval[0])} 5H${x(interval[1])}"/><circle cx="${x(ratio)}" cy="5" r="3"/></svg>`;
}
