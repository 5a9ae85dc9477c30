import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../example-folder';
import { exampleCapacity } from '../example-capacity';
import { npmRun, type Outcome } from '../e2e/project';

/** `npm run results` as a user calls it. */

const RUN = '20260101T000000Z-mixed';
let folder: ExampleFolder;

beforeEach(() => {
  folder = exampleFolder();
  folder.addRun(RUN, '2026-01-01T00:00:00.000Z');
  folder.addChaos('20260102T000000Z-chaos-several', '2026-01-02T00:00:00.000Z');
});

afterEach(() => {
  folder.remove();
});

function results(subcommand: string, ...args: string[]): Promise<Outcome> {
  return npmRun('results', subcommand, '--results', folder.path, ...args);
}

async function stdout(subcommand: string, ...args: string[]): Promise<string> {
  const outcome = await results(subcommand, ...args);
  expect(outcome).toMatchObject({ code: 0 });
  return outcome.stdout;
}

/** The one error line of a command that must fail. */
async function refusal(code: number, subcommand: string, ...args: string[]): Promise<string> {
  const outcome = await results(subcommand, ...args);
  expect(outcome).toMatchObject({ code, stdout: '' });
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
  return outcome.stderr.split('\n').find((line) => line.startsWith('error: ')) ?? '';
}

describe('npm run results', () => {
  it('lists the runs, whatever else lies there', async () => {
    folder.write('20260103T000000Z-mixed', 'metrics.json', '{"schema_version"');
    folder.write('.unfinished-abcdef', 'k6.log', '');
    folder.write('notes', 'plan.txt', 'later');
    const outcome = await results('list');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/^20260103T000000Z-mixed +damaged +metrics.json is no JSON/m);
    expect(outcome.stdout).toMatch(/^\.unfinished-abcdef +unfinished +was cut off$/m);
    expect(outcome.stdout).toMatch(/^20260101T000000Z-mixed +complete +dev +citus +.* ops\/s/m);
    expect(outcome.stderr).toContain('ignored, because they are no runs (1): notes');
    const listed = JSON.parse(await stdout('list', '--scenario', 'chaos', '--json')) as {
      runs: { id: string }[];
      ignored: string[];
    };
    expect(listed.runs.map(({ id }) => id)).toEqual(['20260102T000000Z-chaos-several']);
    expect(listed.ignored).toEqual(['notes']);
  });

  it('shows a run by the beginning of its id, with what is said of it', async () => {
    await stdout('tag', '20260101', 'release', 'fast');
    await stdout('note', '20260101', 'with', 'the', 'index');
    await stdout('pin', '20260101');
    await stdout('tag', '20260101', 'fast', '--remove');
    const shown = await stdout('show', '20260101');
    expect(shown).toContain(`${RUN} (complete), 2026-01-01 00:00:00 UTC, mixed on stack dev`);
    expect(shown).toMatch(/^pinned as a baseline\ntags: release\nnote: with the index\n/m);
    expect(shown).toMatch(/^all writes /m);
    expect(JSON.parse(await stdout('show', RUN, '--json'))).toMatchObject({
      metrics: { run_id: RUN },
      annotations: { tags: ['release'] },
    });
    expect(await stdout('show', 'latest')).toMatch(/^kill-container +coordinator/m);
  });

  it('shows how the capacity of a run was found', async () => {
    expect(await stdout('show', RUN)).not.toContain('capacity');
    folder.write(RUN, 'capacity.json', JSON.stringify(exampleCapacity(RUN)));
    expect(await stdout('show', RUN)).toMatch(
      /^capacity: 1,024\/s are held with p99 under 50 ms\n {2}512\/s held: .*\n.*\n {2}2,048\/s not held: p99 812\.5 ms, 40 dropped/m,
    );
    folder.write(RUN, 'capacity.json', '{}');
    expect(await refusal(1, 'show', RUN)).toContain('capacity.json of');
  });

  it('deletes what was named, and asks before', async () => {
    expect(await refusal(1, 'delete', RUN)).toContain('pass --yes');
    expect(existsSync(join(folder.path, RUN))).toBe(true);
    expect(await stdout('delete', RUN, '--yes')).toBe(`deleted ${RUN}\n`);
    expect(readdirSync(folder.path)).toEqual(['20260102T000000Z-chaos-several']);
  });

  it('prunes what is old, or says what it would', async () => {
    expect(await stdout('prune', '--keep', '1', '--dry-run')).toBe(`would delete ${RUN}\n`);
    expect(await stdout('prune', '--older-than', '1w', '--yes')).toMatch(/^deleted .*\ndeleted /);
    expect(readdirSync(folder.path)).toEqual([]);
    expect(await stdout('prune', '--keep', '1')).toBe('nothing to delete\n');
  });

  it('exports to a file', async () => {
    const out = join(folder.path, 'run.json');
    expect(await stdout('export', RUN, '--format', 'json', '--out', out)).toBe(`${out}\n`);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ id: RUN });
  });

  it.each([
    [['show', '20260109'], /there is no run "20260109" in .*; the nearest are 2026/],
    [['show', '2026'], /"2026" names 2 runs of .*; write more of the id/],
    [['delete', '../..', '--yes'], /there is no run "\.\.\/\.\."/],
    [['tag', 'latest', 'two words'], /tag "two words" is no single word/],
  ])('explains why not: %j', async ([subcommand = '', ...args], message) => {
    expect(await refusal(1, subcommand, ...args)).toMatch(message);
  });

  it('explains that a run is damaged', async () => {
    folder.write(RUN, 'metrics.json', '{"schema_version": 1');
    expect(await refusal(1, 'show', RUN)).toMatch(
      /^error: run 20260101T000000Z-mixed is damaged: metrics.json is no JSON: /,
    );
  });

  it.each([
    [['list', '--since', 'yesterday'], /It must be a date/],
    [['prune'], /say what goes: --keep N or --older-than AGE/],
    [['prune', '--keep', '1', '--older-than', '1d'], /cannot be used with/],
    [['export', 'latest', '--format', 'pdf'], /Allowed choices are csv, json, html/],
    [['note', 'latest'], /give either a text or --remove/],
  ])('calls wrong usage by its name: %j', async ([subcommand = '', ...args], message) => {
    expect(await refusal(2, subcommand, ...args)).toMatch(message);
  });
});
