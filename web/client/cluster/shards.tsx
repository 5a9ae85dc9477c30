import { useMemo } from 'preact/hooks';
import { Remedy, sentence } from '../parts/states';
import { COLOURS, type HolderView } from './shard-holder';
import { shardsView, type MadeView, type MoveView } from './shard-view';
import type { KnownCluster } from './topology-view';

/** Shards by worker group: a box a group, a square a shard; those on their way are in both places. */
export function Shards({ state }: { readonly state: KnownCluster }) {
  const { status, plan } = state;
  const view = useMemo(() => shardsView(status.moves, plan), [status.moves, plan]);
  if (view === undefined) return null;
  const isNamed = view.tables.length > 1;
  return (
    <section class="shards">
      <h2>Shards</h2>
      <p class="note">
        {view.state}
        {view.why.length > 0 && `: ${view.why.join('; ')}`}.
      </p>
      {view.figures.length > 0 && (
        <dl class="figures">
          {view.figures.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {view.share !== null && (
        <progress class="all-moves" aria-label="Copied of all moves" max={1} value={view.share} />
      )}
      {view.moves.length > 0 && <Moves moves={view.moves} unlisted={view.unlisted} />}
      {view.made.length > 0 && <Made moves={view.made} />}
      <ul class="holders">
        {view.holders.map((holder) => (
          <Holder key={holder.group} holder={holder} isNamed={isNamed} />
        ))}
      </ul>
      <Legend tables={isNamed ? view.tables : []} isMoving={view.moves.length > 0} />
    </section>
  );
}

function Holder(props: { readonly holder: HolderView; readonly isNamed: boolean }) {
  const { name, isDraining, words, tables } = props.holder;
  return (
    <li class={isDraining ? 'draining' : ''}>
      <h3>
        {name} {isDraining && <span class="badge">draining</span>}
      </h3>
      <p>{words}</p>
      {tables.map(({ table, colour, cells, shards }) => (
        <div key={table}>
          {props.isNamed && (
            <p class="table-name">
              <span>{table}</span> <span>{shards}</span>
            </p>
          )}
          <div class={`cells table-${colour}`} aria-hidden="true">
            {cells.map(({ shard, kind, title }) => (
              <span key={shard} class={`cell ${kind}`} title={title} />
            ))}
          </div>
        </div>
      ))}
    </li>
  );
}

function Moves(props: { readonly moves: readonly MoveView[]; readonly unlisted: number }) {
  return (
    <>
      <div class="scroll" tabIndex={0}>
        <table class="moves">
          <caption class="for-readers">Shards on their way</caption>
          <thead>
            <tr>
              <th scope="col">shard</th>
              <th scope="col">from</th>
              <th scope="col">to</th>
              <th scope="col">phase</th>
              <th scope="col">copied</th>
              <th scope="col" class="number">
                retries
              </th>
            </tr>
          </thead>
          <tbody>
            {props.moves.map((move) => (
              <Move key={`${move.shard} ${move.from}`} move={move} />
            ))}
          </tbody>
        </table>
      </div>
      {props.unlisted > 0 && <p class="note">{props.unlisted} more wait.</p>}
    </>
  );
}

function Made({ moves }: { readonly moves: readonly MadeView[] }) {
  return (
    <details>
      <summary>Moves made</summary>
      <div class="scroll" tabIndex={0}>
        <table class="moves">
          <caption class="for-readers">Shards that have moved</caption>
          <thead>
            <tr>
              <th scope="col">shard</th>
              <th scope="col" class="number">
                writes waited
              </th>
              <th scope="col">from</th>
              <th scope="col">to</th>
              <th scope="col" class="number">
                size
              </th>
            </tr>
          </thead>
          <tbody>
            {moves.map(({ shard, from, to, size, pause }) => (
              <tr key={`${shard} ${to}`}>
                <td>{shard}</td>
                <td class="number">{pause}</td>
                <td>{from}</td>
                <td>{to}</td>
                <td class="number">{size}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Move({ move }: { readonly move: MoveView }) {
  const { shard, from, to, phase, share, words, retries, message } = move;
  return (
    <>
      <tr>
        <td>{shard}</td>
        <td>{from}</td>
        <td>{to}</td>
        <td>{phase}</td>
        <td>
          {share !== null && phase !== 'waiting' && (
            <progress aria-label={`Copied of ${shard}`} max={1} value={share} />
          )}{' '}
          {words}
        </td>
        <td class="number">{retries}</td>
      </tr>
      {message !== null && (
        <tr class="failed">
          <td colSpan={6}>
            <Remedy text={`failed and is tried again: ${message}`} />
          </td>
        </tr>
      )}
    </>
  );
}

const KINDS = [
  { kind: 'here', words: 'a shard' },
  { kind: 'waiting', words: 'waits to move' },
  { kind: 'leaving', words: 'leaving' },
  { kind: 'arriving', words: 'arriving' },
] as const;

function Legend(props: { readonly tables: readonly string[]; readonly isMoving: boolean }) {
  const kinds = props.isMoving ? KINDS : KINDS.slice(0, 1);
  return (
    <ul class="shard-legend note">
      {kinds.map(({ kind, words }) => (
        <li key={kind} class="table-0">
          <span class={`cell ${kind}`} aria-hidden="true" /> {words}
        </li>
      ))}
      {props.tables.map((table, index) => (
        <li key={table} class={`table-${index % COLOURS}`}>
          <span class="cell here" aria-hidden="true" /> {table}
        </li>
      ))}
      <li>{sentence('a shard on several workers is a square on each')}</li>
    </ul>
  );
}
