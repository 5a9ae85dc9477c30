import { expect, it } from 'vitest';
import { replayableText } from './replayable-text';
import { factorBetween, fit } from './fit-sets';

it('values are chosen by the rows that they give, of what the server takes', async () => {
  const rows = (choice: ReadonlyMap<number, string>) => {
    const [days, kind] = [choice.get(1), choice.get(2)];
    return Promise.resolve(kind === 'bad' ? undefined : Number(days) * 10);
  };
  const choices = new Map([
    [2, ['bad', 'good']],
    [1, ['1', '7', '30']],
  ]);
  expect(await fit(choices, 75, rows)).toEqual(
    new Map([
      [2, 'good'],
      [1, '7'],
    ]),
  );
});

it('a factor is the same in both directions', () => {
  expect(factorBetween(10, 20)).toBe(factorBetween(20, 10));
  expect(factorBetween(0, 0)).toBe(1);
});

it.each([
  ['now() - interval $1', 'now() - $1::interval'],
  ['date $1 + x', '$1::date + x'],
  ['extract($1 FROM at)', 'date_part($1, at)'],
  ['updated $1', 'updated $1'],
])('%s is sent as %s', (text, sent) => {
  expect(replayableText(text)).toBe(sent);
});
