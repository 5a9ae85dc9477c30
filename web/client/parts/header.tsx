import type { Job } from '../../api/jobs';
import type { StackSummary } from '../../api/cluster';
import type { Route } from '../base/route';
import { feed, selectedStack, selectStack, stacks } from '../base/server';
import { useStore } from '../base/store';
import { theme, type Theme } from '../base/theme';
import { Link } from './link';

const PLACES: readonly { readonly to: Route; readonly name: string }[] = [
  { to: { page: 'cluster' }, name: 'Cluster' },
  { to: { page: 'backup' }, name: 'Backup' },
  { to: { page: 'run' }, name: 'Run' },
  { to: { page: 'results' }, name: 'Results' },
  { to: { page: 'compare', sides: [] }, name: 'Compare' },
  { to: { page: 'own' }, name: 'Own database' },
];

/** Where the reader is and can go, which stack is shown, and what runs. */
export function Header({ route }: { readonly route: Route }) {
  const here = route.page === 'result' ? 'results' : route.page;
  return (
    <header class="top">
      <div class="top-inner">
        <Link to={{ page: 'cluster' }} class="brand">
          citus-cluster
        </Link>
        <nav aria-label="Pages">
          {PLACES.map(({ to, name }) => (
            <Link key={name} to={to} current={to.page === here}>
              {name}
            </Link>
          ))}
        </nav>
        <div class="top-end">
          <RunningNow />
          <StackChoice />
          <ThemeChoice />
        </div>
      </div>
    </header>
  );
}

/** A link to the job at work, wherever the reader is. */
function RunningNow() {
  const job = useStore(feed, ({ running }): Job | undefined => running?.[0]);
  if (job === undefined) return null;
  return (
    <Link to={{ page: 'run', job: job.id }} class="running">
      <span class="busy-dot" aria-hidden="true" />
      <span>
        <span class="for-readers">Watch </span>
        {job.title} on {job.stacks.join(', ')}
      </span>
    </Link>
  );
}

function StackChoice() {
  const list = useStore(stacks);
  const selected = useStore(selectedStack);
  if (list === null) return null;
  return (
    <label class="stack-choice">
      <span>Stack</span>
      <select
        value={selected ?? undefined}
        onChange={({ currentTarget }) => {
          selectStack(currentTarget.value);
        }}
      >
        {list.stacks.map((stack) => (
          <option key={stack.name} value={stack.name}>
            {describeStack(stack)}
          </option>
        ))}
      </select>
    </label>
  );
}

function describeStack({ name, up, engine }: StackSummary): string {
  return up ? `${name} (${engine ?? 'up'})` : `${name} – not up`;
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const SIGN: Readonly<Record<Theme, string>> = { system: '◐', light: '☀', dark: '☾' };

function ThemeChoice() {
  const chosen = useStore(theme);
  const words = chosen === 'system' ? 'as your system' : chosen;
  return (
    <button
      type="button"
      class="plain theme"
      title={`Colours: ${words}`}
      aria-label={`Colours: ${words}. Change to ${NEXT[chosen]}`}
      onClick={() => {
        theme.set(NEXT[chosen]);
      }}
    >
      <span aria-hidden="true">{SIGN[chosen]}</span>
    </button>
  );
}
