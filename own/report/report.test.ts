import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../plan/make-plan';
import { PLANTED } from '../plan/planted.fixture';
import type { OwnWorkload } from '../workload/workload-file';
import { renderBody } from './body';
import { makeView, type OwnFiles } from './make-view';
import type { OwnView } from './own-view';
import { renderOwnReport } from './report';
import { exampleVerdict } from './verdict.fixture';

/** What the page shows of a shop that is planned for, with what further steps have made. */
async function viewOf(made: Partial<OwnFiles> = {}): Promise<OwnView> {
  const [shop] = PLANTED;
  if (shop === undefined) throw new Error('no fixture');
  const { text } = await makePlan(shop.profile, { workers: 3, shards: 12 });
  const none = { workload: null, check: null, verdict: null };
  return makeView({ profile: shop.profile, plan: parse(text), ...none, ...made });
}

/** What a reader sees, without the page's means. */
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the page of an own database', () => {
  it('names nothing outside of itself, and escapes what comes from outside', async () => {
    const view = await viewOf({
      verdict: exampleVerdict({ because: ['<script>alert(1)</script>'] }),
    });
    const html = await renderOwnReport(view);
    expect(html).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(/);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
    // The page's policy lets no attribute bring a style of its own.
    expect(html).not.toContain(' style=');
  });

  it('shows a plan before anything is measured: tables, and where each statement runs', async () => {
    const view = await viewOf();
    const text = textOf(renderBody(view));
    expect(text).toMatch(/^ ?not yet/);
    expect(text).toContain('nothing is measured yet');
    expect(text).toContain('1 · company_id 94 % on one shard');
    expect(text).toMatch(/all shards it has no value of company_id SELECT status, count/);
    expect(text).toMatch(/spread by company_id · \d+ tables/);
    expect(text).toMatch(/on the coordinator · .* countries/);
    expect(view.statements.map(({ share }) => share)).toEqual(
      view.statements.map(({ share }) => share).sort((a, b) => b - a),
    );
  });

  it('says the verdict first, then what was measured, statement by statement', async () => {
    const text = textOf(renderBody(await viewOf({ verdict: exampleVerdict() })));
    expect(text).toMatch(/^ ?don't shard/);
    expect(text).toContain('Measured with 106 MiB; nothing is said of more than 318 MiB.');
    expect(text).toContain('×1.80 loses');
    expect(text).toMatch(/moved predicted: all shards .*sales-by-country/);
    expect(text).toMatch(/native refuses it: .* name a key that has tenant_id .* refused/);
    expect(text).toContain('other rows: single 1, native 2');
    expect(text.indexOf('Not replayed')).toBeLessThan(text.indexOf('spread by company_id'));
  });

  it('shows what engines made of statements before a verdict', async () => {
    const [statement] = exampleVerdict().statements;
    if (statement === undefined) throw new Error('no fixture');
    const { name, sql, share, predicted, answers, isSame, isDetermined } = statement;
    const check = {
      ...{ format: 1 as const, checkedAt: '2026-11-28T12:00:00.000Z' },
      statements: [{ ...{ name, share, predicted, answers, isSame, isDetermined }, weight: 1 }],
    };
    const workload = { statements: [{ name, sql }] } as OwnWorkload;
    const text = textOf(renderBody(await viewOf({ check, workload })));
    expect(text).toContain(`one shard as predicted ${name} ${sql}`);
    expect(text).not.toContain('p99');
  });

  it('says why there is nothing to measure where no table can be spread', async () => {
    const none = { statements: [], transactions: [], comparisons: [], sides: [], left: [] };
    const verdict = exampleVerdict({ ...none, because: ['no column is fit'] });
    const text = textOf(renderBody({ ...(await viewOf({ verdict })), proposals: [] }));
    expect(text).toMatch(/^ ?don't shard no column is fit/);
    expect(text).not.toMatch(/Time of a call|Statements|Not replayed|Tables/);
  });

  it('goes by a plan as its reader has changed it', async () => {
    const [shop] = PLANTED;
    if (shop === undefined) throw new Error('no fixture');
    const { text } = await makePlan(shop.profile, { workers: 3, shards: 12 });
    const plan = parse(text);
    plan.proposals[0].tables['public.orders'] = { kind: 'local', because: 'I say so' };
    const { proposals } = await viewOf({ plan });
    expect(proposals[0]?.shares['one shard']).toBeLessThan(0.94);
    expect(proposals[0]?.keys).toContainEqual({
      ...{ from: 'public.orders', to: 'public.companies', isDropped: true },
    });
  });
});
