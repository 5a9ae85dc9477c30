import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ResultLine, ResultList } from '../../api/results';
import { counted } from '../base/format';
import { useResultList } from '../base/result-list';
import { feed } from '../base/server';
import { Store, useStore } from '../base/store';
import { Link } from '../parts/link';
import { PageTitle } from '../parts/page-title';
import { Failure, Loading, Notice } from '../parts/states';
import { AnnotationDialog } from './annotation-dialog';
import { DeleteDialog } from './delete-dialog';
import { Filters } from './filters';
import { choicesOf, linesInView, PAGE_LENGTH, WHOLE_LIST, type ListView } from './list-view';
import { Pages } from './pages';
import { ResultTable } from './result-table';
import { SelectionBar } from './selection-bar';

/** What the reader looked at is still there on coming back. */
const listView = new Store<ListView>(WHOLE_LIST);
const selection = new Store<ReadonlySet<string>>(new Set());

type Asked = { readonly edit: ResultLine } | { readonly remove: readonly string[] } | null;

/** Every run that is kept. */
export function ResultsPage() {
  const version = useStore(feed, ({ resultsVersion }) => resultsVersion);
  const { value, failure, reload } = useResultList(version);
  return (
    <>
      <PageTitle title="Results" />
      {failure !== null && <Failure what="The results" failure={failure} retry={reload} />}
      {value !== null && <List list={value} reload={reload} />}
      {value === null && failure === null && <Loading what="the results" lines={10} />}
    </>
  );
}

function List({ list, reload }: { readonly list: ResultList; readonly reload: () => void }) {
  const { results, folder, ignored, unread } = list;
  const view = useStore(listView);
  const selected = useStore(selection);
  const [asked, ask] = useState<Asked>(null);
  const choices = useMemo(() => choicesOf(results), [results]);
  const lines = useMemo(() => linesInView(results, view), [results, view]);
  useEffect(() => {
    // Runs that are gone can't be chosen any more.
    const there = new Set(results.map(({ id }) => id));
    const left = [...selection.value].filter((id) => there.has(id));
    if (left.length < selection.value.size) selection.set(new Set(left));
  }, [results]);

  if (results.length === 0 && unread === 0) return <NoResults folder={folder} />;
  const first = Math.min(view.page, Math.floor(Math.max(0, lines.length - 1) / PAGE_LENGTH));
  const shown = lines.slice(first * PAGE_LENGTH, (first + 1) * PAGE_LENGTH);
  const changeView = (change: Partial<ListView>): void => {
    listView.set({ ...listView.value, page: 0, ...change });
  };
  return (
    <>
      <p class="lead">
        {counted(results.length, 'run')} in <code>{folder}</code>
        {ignored.length > 0 &&
          `; ${counted(ignored.length, 'other thing')} there: ${ignored.slice(0, 3).join(', ')}`}
        {unread > 0 && (
          <span role="status"> – still reading {unread.toLocaleString('en')} of them</span>
        )}
      </p>
      <Filters view={view} choices={choices} found={lines.length} change={changeView} />
      <SelectionBar
        selected={[...selected]}
        lines={results}
        clear={() => {
          selection.set(new Set());
        }}
        remove={(ids) => {
          ask({ remove: ids });
        }}
      />
      {lines.length === 0 ? (
        <Notice title="No run fits these filters">
          <p class="actions">
            <button
              type="button"
              onClick={() => {
                listView.set(WHOLE_LIST);
              }}
            >
              Show all
            </button>
          </p>
        </Notice>
      ) : (
        <ResultTable
          lines={shown}
          view={view}
          changeView={changeView}
          selected={selected}
          select={(ids) => {
            selection.set(ids);
          }}
          edit={(line) => {
            ask({ edit: line });
          }}
          changed={reload}
        />
      )}
      <Pages
        page={first}
        length={lines.length}
        go={(page) => {
          changeView({ page });
        }}
      />
      {asked !== null && 'edit' in asked && (
        <AnnotationDialog
          line={asked.edit}
          tags={choices.tags}
          changed={reload}
          close={() => {
            ask(null);
          }}
        />
      )}
      {asked !== null && 'remove' in asked && (
        <DeleteDialog
          ids={asked.remove}
          deleted={reload}
          close={() => {
            ask(null);
          }}
        />
      )}
    </>
  );
}

function NoResults({ folder }: { readonly folder: string }) {
  return (
    <Notice title="No results yet">
      <p>
        Each run of this page and of the command line leaves a folder in <code>{folder}</code>; they
        are listed here.
      </p>
      <p class="actions">
        <Link to={{ page: 'run' }} class="button primary">
          Run a benchmark
        </Link>
      </p>
    </Notice>
  );
}
