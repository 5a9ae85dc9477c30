import { escapeHtml } from '../../report/html';
import type { Cell, Column } from '../../report/table';
import { agreementOf, refusalWords } from '../check/answer-words';
import { placeWord, shareCell, statementTable, statementText } from './cells';
import { measuredCell } from './measured-cell';
import type { CheckedStatement } from './own-view';

/** Statements as engines ran them: where, which refuse them, and how long they took. */
export function checkedTable(statements: readonly CheckedStatement[]): string {
  const stacks = statements.find(({ measured }) => measured.length > 0)?.measured ?? [];
  const columns: Column[] = [
    { name: 'time', isNumber: true },
    { name: 'runs on' },
    { name: 'statement' },
    ...stacks.map(({ stack }) => ({ name: stack, isNumber: true })),
  ];
  const rows = statements.map((one) => [
    shareCell(one.share),
    { html: placesOf(one) },
    { html: `<b>${escapeHtml(one.name)}</b>${statementText(one.sql)}${remarks(one)}` },
    ...stacks.map(({ stack }) => measuredOn(one, stack)),
  ]);
  const times =
    stacks.length === 0
      ? ''
      : ' Times are medians of the runs, p50 and p99; ×1 is the time of the first stack, less is better.';
  return `<section class="checked"><h2>Statements</h2>
<p class="note">By their share of the recorded time.${times}</p>
${statementTable(columns, rows)}</section>`;
}

function measuredOn({ measured, answers }: CheckedStatement, stack: string): Cell {
  const found = measured.find((one) => one.stack === stack);
  if (found !== undefined) return measuredCell(found);
  const isRefused = answers.some(({ engine, refused }) => engine === stack && refused !== null);
  return { html: isRefused ? '<span class="word bad">refused</span>' : '–' };
}

/** Where it runs as predicted, and where Citus ran it. */
function placesOf({ predicted, answers }: CheckedStatement): string {
  const places = new Set(answers.flatMap(({ place }) => place ?? []));
  if (places.size === 0) return placeWord(predicted);
  if (places.has(predicted)) return `${placeWord(predicted)}<small>as predicted</small>`;
  return `${[...places].map(placeWord).join(' ')}<small>predicted: ${predicted}</small>`;
}

/** Who refuses it and what to change, or that engines differ. */
function remarks(statement: CheckedStatement): string {
  const { answers } = statement;
  const refused = answers.flatMap(({ engine, refused }) =>
    refused === null ? [] : [`${engine} refuses it: ${refusalWords(refused)}`],
  );
  const differs = `other rows: ${answers.map(({ engine, rows }) => `${engine} ${rows ?? 0}`).join(', ')}`;
  const lines = agreementOf(statement) === 'other rows' ? [differs] : refused;
  return lines.map((line) => `<small class="trouble">${escapeHtml(line)}</small>`).join('');
}
