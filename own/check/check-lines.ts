import { counted } from '../../words/counted';
import { textTable } from '../../words/text-table';
import { percent } from '../../words/percent';
import { agreementOf, seenPlace } from './answer-words';
import type { Check } from './check-file';

/** A check as it is printed: where each statement runs, and what is refused or differs. */
export function checkLines({ statements }: Check): string {
  const header = ['statement', 'time', 'predicted', 'seen', 'rows'];
  const rows = statements.map((one) => {
    const { name, share, predicted, answers } = one;
    const agreement = agreementOf(one);
    return [
      ...[name, percent(share), predicted, seenPlace(answers) ?? ''],
      agreement === 'refused' || agreement === 'other rows'
        ? answers.map(({ engine, rows: count }) => `${engine} ${count ?? 'none'}`).join(', ')
        : agreement,
    ];
  });
  const refused = statements.flatMap(({ name, answers }) =>
    answers.flatMap(({ engine, refused }) =>
      refused === null
        ? []
        : [
            `- ${name} on ${engine}: ${[refused.message, `SQLSTATE ${refused.sqlstate}`].filter(Boolean).join(', ')}${refused.remedy === null ? '' : `; ${refused.remedy}`}`,
          ],
    ),
  );
  const differing = statements.filter((one) => agreementOf(one) === 'other rows');
  return [
    textTable(header, rows),
    ...(refused.length === 0 ? [] : ['', ...refused]),
    ...(differing.length === 0
      ? []
      : [
          '',
          `${counted(differing.length, 'statement')} gave other rows on one engine than on another: a sum of inexact numbers, an order of texts, or what only one engine knows`,
        ]),
    '',
    oneShardLine(statements),
  ].join('\n');
}

function oneShardLine(statements: Check['statements']): string {
  const shareOf = (is: (one: Check['statements'][number]) => boolean): number => {
    const sum = (list: Check['statements']) => list.reduce((all, { weight }) => all + weight, 0);
    return sum(statements.filter(is)) / (sum(statements) || 1);
  };
  const predicted = percent(shareOf(({ predicted }) => predicted === 'one shard'));
  const seen = statements.some(({ answers }) => seenPlace(answers) !== undefined)
    ? `, ${percent(shareOf(({ answers }) => seenPlace(answers) === 'one shard'))} seen`
    : '';
  return `calls on one shard: ${predicted} predicted${seen}`;
}
