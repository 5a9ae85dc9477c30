import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PENDING_PREFIX } from '../../results/results-folder';
import type { ResultLine, ResultList } from '../api/results';
import type { HelperClient } from './helper-client';
import type { KnownLine, LineCache } from './line-cache';
import { unreadLine } from './unread-line';

/** Files that a line is made from; the folder itself changes where one of them appears. */
const SOURCES = ['.', 'metrics.json', 'chaos.json', 'scale.json', 'annotations.json'];

/** How long an answer waits for the last results that are still to be read, ms. */
const PATIENCE_MS = 1000;

/** Results that are read in one go: about a page of the list, newest first. */
const AT_ONCE = 50;

/** The list as it is sent. */
export interface ListAnswer {
  readonly json: string;
  readonly etag: string;
}

/**
 * The list of a results folder; what has not changed is not read again. Reading takes about 2 ms a
 * result, so a list that would take long tells at once what the names say, and the rest when it is
 * asked again.
 */
export class ResultsListing {
  private readonly known: Map<string, KnownLine>;
  /** Names of what is to be read. */
  private readonly unread = new Set<string>();
  private answer: (ListAnswer & { readonly stamp: string }) | undefined;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly helper: Pick<HelperClient, 'call'>,
    private readonly cache: LineCache,
  ) {
    this.known = new Map(cache.read());
  }

  /**
   * The list as it is now. It is not waited for what takes more than {@link PATIENCE_MS} to read, or
   * is too much for it from the start; reading goes on after that.
   *
   * @throws UserError if the helper can't read it
   */
  async list(): Promise<ListAnswer> {
    const isChanged = this.look();
    this.reading ??= this.read(isChanged).finally(() => {
      this.reading = undefined;
    });
    // Who asks hears of a failure when he asks again.
    if (this.unread.size > AT_ONCE) this.reading.catch(() => undefined);
    else await Promise.race([this.reading, pause(PATIENCE_MS)]);
    return this.render();
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

  /** Finds what is to be read, and forgets what is gone. @returns whether there is anything */
  private look(): boolean {
    const names = this.ids();
    const gone = [...this.known.keys(), ...this.unread].filter((name) => !names.has(name));
    for (const name of gone) {
      this.known.delete(name);
      this.unread.delete(name);
    }
    for (const name of names) {
      const known = this.known.get(name);
      if (known !== undefined && known.stamp !== this.stampOf(name)) this.known.delete(name);
      // Whether somebody still fills it does not show in its files.
      else if (known !== undefined && known.line?.state !== 'unfinished') continue;
      this.unread.add(name);
    }
    return gone.length > 0 || this.unread.size > 0;
  }

  /** Reads what is unread, and what becomes so meanwhile. */
  private async read(isChanged: boolean): Promise<void> {
    while (this.unread.size > 0) {
      const names = [...this.unread].sort().slice(-AT_ONCE);
      // From before it is read, so that a change meanwhile is seen at the next look.
      const stamps = names.map((name) => this.stampOf(name));
      const lines = await this.helper.call('resultLines', this.folder, names);
      for (const [i, name] of names.entries()) {
        // Else it has gone while it was read.
        if (!this.unread.delete(name)) continue;
        const line = lines.find(({ id }) => id === name) ?? null;
        this.known.set(name, { stamp: stamps[i] ?? '', line });
      }
    }
    if (isChanged) this.cache.write(this.known);
  }

  private render(): ListAnswer {
    const stamp = JSON.stringify([
      [...this.known].map(([name, { stamp: of, line }]) => [name, of, line?.problem]),
      [...this.unread],
    ]);
    if (this.answer?.stamp === stamp) return this.answer;
    const unread = [...this.unread].filter((name) => !this.known.has(name));
    const results: ResultLine[] = [...this.known.values()]
      .flatMap(({ line }) => line ?? [])
      .concat(unread.flatMap((name) => unreadLine(name) ?? []))
      .sort((a, b) =>
        a.started_at === b.started_at
          ? Number(a.id < b.id) - Number(a.id > b.id)
          : Number(a.started_at < b.started_at) - Number(a.started_at > b.started_at),
      );
    const ignored = [...this.known].flatMap(([name, { line }]) => (line === null ? [name] : []));
    const list: ResultList = {
      ...{ folder: this.folder, results, ignored: ignored.sort() },
      unread: unread.length,
    };
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
