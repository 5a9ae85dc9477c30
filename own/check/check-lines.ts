import { textTable } from '../../words/text-table';
import { percent } from '../../words/percent';
import { seenPlace } from './answer-words';
import type { Check } from './check-file';

/** A check as it is printed: where each statement runs, and what is refused or differs. */
export function checkLines({ statements }: Check): string {
  const header = ['statement', 'time', 'predicted', 'seen', 'rows'];
  const rows = statements.map(({ name, share, predicted, answers, isSame }) => [
    ...[name, percent(share), predicted, seenPlace(answers) ?? ''],
    isSame
      ? 'the same'
      : answers.map(({ engine, rows }) => `${engine} ${rows ?? 'none'}`).join(', '),
  ]);
  const refused = statements.flatMap(({ name, answers }) =>
    answers.flatMap(({ engine, refused }) =>
      refused === null
        ? []
        : [
            `- ${name} on ${engine}: ${[refused.message, `SQLSTATE ${refused.sqlstate}`].filter(Boolean).join(', ')}${refused.remedy === null ? '' : `; ${refused.remedy}`}`,
          ],
    ),
  );
  const differing = statements.filter(
    ({ isSame, answers }) => !isSame && answers.every((one) => one.refused === null),
  );
  return [
    textTable(header, rows),
    ...(refused.length === 0 ? [] : ['', ...refused]),
    ...(differing.length === 0
      ? []
      : [
          '',
          `${differing.length} give other rows on one engine than on another: LIMIT without ORDER BY, or what only one engine knows`,
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
