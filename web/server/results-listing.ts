import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PENDING_PREFIX } from '../../benchmark/results-folder';
import type { ResultLine, ResultList } from '../api/results';
import type { HelperClient } from './helper-client';
import type { KnownLine, KnownLines, LineCache } from './line-cache';

/** Files that a line is made from; the folder itself changes where one of them appears. */
const SOURCES = ['.', 'metrics.json', 'chaos.json', 'annotations.json'];

/** The list as it is sent. */
export interface ListAnswer {
  readonly json: string;
  readonly etag: string;
}

/** The list of a results folder; what has not changed is not read again. */
export class ResultsListing {
  private known: KnownLines;
  private answer: (ListAnswer & { readonly stamp: string }) | undefined;
  private underWay: Promise<ListAnswer> | undefined;

  constructor(
    private readonly folder: string,
    private readonly helper: HelperClient,
    private readonly cache: LineCache,
  ) {
    this.known = cache.read();
  }

  /** The list as it is now. One that is being made serves all who ask meanwhile. */
  list(): Promise<ListAnswer> {
    this.underWay ??= this.read().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** Names of the folders that can be runs. Ids of users are looked up in it, never joined. */
  ids(): ReadonlySet<string> {
    return new Set(this.names());
  }

  /** Another text when a result has come or gone; costs one look. */
  version(): string {
    return this.names().join('\n');
  }

  private names(): string[] {
    let items;
    try {
      items = readdirSync(this.folder, { withFileTypes: true });
    } catch {
      // No run was made yet.
      return [];
    }
    return items
      .filter((item) => item.isDirectory())
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.') || name.startsWith(PENDING_PREFIX));
  }

  private async read(): Promise<ListAnswer> {
    const stamps = new Map(this.names().map((name) => [name, this.stampOf(name)]));
    const changed = [...stamps].flatMap(([name, stamp]) => {
      const known = this.known.get(name);
      // Whether somebody still fills it does not show in its files.
      const isStale = known?.stamp !== stamp || known.line?.state === 'unfinished';
      return isStale ? [name] : [];
    });
    const lines =
      changed.length === 0 ? [] : await this.helper.call('resultLines', this.folder, changed);
    const fresh = new Map<string, ResultLine | null>(changed.map((name) => [name, null]));
    for (const line of lines) fresh.set(line.id, line);
    const next = new Map<string, KnownLine>();
    for (const [name, stamp] of stamps) {
      const line = fresh.get(name);
      next.set(name, {
        stamp,
        line: line === undefined ? (this.known.get(name)?.line ?? null) : line,
      });
    }
    if (changed.length > 0 || next.size < this.known.size) this.cache.write(next);
    this.known = next;
    return this.render();
  }

  private render(): ListAnswer {
    const stamp = JSON.stringify(
      [...this.known].map(([name, { stamp: of, line }]) => [name, of, line?.problem]),
    );
    if (this.answer?.stamp === stamp) return this.answer;
    const results = [...this.known.values()]
      .flatMap(({ line }) => line ?? [])
      .sort((a, b) =>
        a.started_at === b.started_at
          ? Number(a.id < b.id) - Number(a.id > b.id)
          : Number(a.started_at < b.started_at) - Number(a.started_at > b.started_at),
      );
    const ignored = [...this.known].flatMap(([name, { line }]) => (line === null ? [name] : []));
    const list: ResultList = { folder: this.folder, results, ignored: ignored.sort() };
    const json = JSON.stringify(list);
    const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
    this.answer = { json, etag, stamp };
    return this.answer;
  }

  private stampOf(name: string): string {
    return SOURCES.map((file) => {
      const stats = statSync(join(this.folder, name, file), { throwIfNoEntry: false });
      return stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}`;
    }).join();
  }
}
