import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variedRun } from '../tests/example-series';
import { selectSides } from './select-sides';

const SERIES_A = '11111111-0000-4000-8000-000000000000';
const SERIES_B = '22222222-0000-4000-8000-000000000000';

describe('the sides that a user names', () => {
  let results: string;

  beforeAll(() => {
    results = mkdtempSync(join(tmpdir(), 'citus-cluster-compare-'));
    for (let minute = 0; minute < 6; minute += 1) {
      const [series_id, tag] = minute % 2 === 0 ? [SERIES_A, 'before'] : [SERIES_B, 'after'];
      const { metrics, series } = variedRun(minute, { change: { series_id, tag } });
      const folder = join(results, metrics.run_id);
      mkdirSync(folder);
      writeFileSync(join(folder, 'metrics.json'), JSON.stringify(metrics));
      writeFileSync(join(folder, 'timeseries.json'), JSON.stringify(series));
    }
    mkdirSync(join(results, '20260102T040000Z-read'));
    writeFileSync(join(results, '20260102T040000Z-read', 'metrics.json'), '{"half a');
    writeFileSync(join(results, 'notes.txt'), 'not a run');
  });

  afterAll(() => {
    rmSync(results, { recursive: true, force: true });
  });

  const runsOf = async (...references: string[]): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      (await selectSides(references, results)).sides.map(({ label, runs }) => [
        label,
        runs.map(({ metrics }) => metrics.run_id.slice(9, 15)),
      ]),
    );

  it('are found by tag, series, run, and the beginning of either', async () => {
    expect(await runsOf('tag:before', 'tag:after')).toEqual({
      before: ['030000', '030200', '030400'],
      after: ['030100', '030300', '030500'],
    });
    expect(await runsOf('tag:before@dev', 'tag:after')).toMatchObject({
      'before@dev': ['030000', '030200', '030400'],
    });
    expect(await runsOf(SERIES_A, '2222')).toEqual({
      [SERIES_A]: ['030000', '030200', '030400'],
      '2222': ['030100', '030300', '030500'],
    });
    expect(await runsOf('20260102T030100Z-mixed', '20260102T0304')).toEqual({
      '20260102T030100Z-mixed': ['030100'],
      '20260102T0304': ['030400'],
    });
  });

  it('are found by path: a run, its file, or a folder of runs', async () => {
    const run = join(results, '20260102T030300Z-mixed');
    expect(await runsOf(run, join(run, 'metrics.json'), results)).toEqual({
      '20260102T030300Z-mixed': ['030300'],
      '20260102T030300Z-mixed (2)': ['030300'],
      [results.split('/').at(-1) ?? '']: [
        '030000',
        '030100',
        '030200',
        '030300',
        '030400',
        '030500',
      ],
    });
    const { sides } = await selectSides([run, run], join(results, 'nowhere'));
    expect(sides[0]?.runs[0]?.series?.seconds).toHaveLength(20);
  });

  it.each([
    ['20260102T03', '"20260102T03" fits 6 runs or series'],
    ['20260102T0306', 'near it: 20260102T030500Z-mixed'],
    ['tag:befor', 'has the tag "befor"; near it: tag:before'],
    ['tag:after@native', 'has the tag "after@native"; near it: tag:after'],
    ['after', 'near it: tag:after'],
    ['20260102T040000Z-read', "can't be compared: metrics.json is no JSON"],
    ['nonsense', 'there is no run, series or folder "nonsense"'],
    ['', 'there is no run'],
  ])('are refused with what comes near: %j', async (reference, message) => {
    await expect(selectSides(['tag:before', reference], results)).rejects.toThrow(message);
  });

  it('are refused where there is no results folder', async () => {
    await expect(selectSides(['a', 'b'], join(results, 'nowhere'))).rejects.toThrow(
      'there is no results folder',
    );
  });
});
