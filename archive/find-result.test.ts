import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { findResult } from './find-result';
import { listResults, type Listing } from './list-results';

let folder: ExampleFolder;
let listing: Listing;

beforeAll(async () => {
  folder = exampleFolder();
  folder.addRun('20260101T000000Z-mixed', '2026-01-01T00:00:00Z');
  folder.addRun('20260101T000000Z-mixed-2', '2026-01-01T00:00:00Z');
  folder.addRun('20260102T000000Z-read', '2026-01-02T00:00:00Z');
  folder.write('20260103T000000Z-read', 'metrics.json', '');
  folder.write('notes', 'plan.txt', '');
  listing = await listResults(folder.path);
});

afterAll(() => {
  folder.remove();
});

describe('findResult', () => {
  it.each([
    ['20260102T000000Z-read', '20260102T000000Z-read'],
    ['20260102', '20260102T000000Z-read'],
    ['20260101T000000Z-mixed', '20260101T000000Z-mixed'],
    ['20260103', '20260103T000000Z-read'],
    ['latest', '20260102T000000Z-read'],
  ])('finds %s', (wanted, id) => {
    expect(findResult(listing, wanted).id).toBe(id);
  });

  it('names the runs that match where several do', () => {
    expect(() => findResult(listing, '20260101')).toThrow(
      /names 2 runs of .*: 20260101T000000Z-mixed-2, 20260101T000000Z-mixed; write more/,
    );
  });

  it('names the nearest runs where none matches', () => {
    expect(() => findResult(listing, '20260102T000001Z-read')).toThrow(
      /there is no run "20260102T000001Z-read" in .*; the nearest are 20260102T000000Z-read, /,
    );
    expect(() => findResult(listing, 'mixed')).toThrow(
      /nearest are 20260101T000000Z-mixed-2, 20260101T000000Z-mixed$/,
    );
  });

  it.each(['', '.', '..', '../', '/etc/passwd', '../notes', './20260102T000000Z-read'])(
    'knows no run "%s"',
    (wanted) => {
      expect(() => findResult(listing, wanted)).toThrow(/there is no run/);
    },
  );

  it('knows what is no run', () => {
    expect(() => findResult(listing, 'notes')).toThrow(/"notes" of .* is no run/);
  });

  it('says that there is none at all', () => {
    const empty = { folder: 'here', entries: [], foreign: [] };
    expect(() => findResult(empty, '2026')).toThrow('no run "2026" in here; the folder has none');
    expect(() => findResult(empty, 'latest')).toThrow('here has no finished run');
  });
});
