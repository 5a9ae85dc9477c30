import { counted } from '../base/format';
import { WHOLE_LIST, type FilterChoices, type ListView } from './list-view';

/** Narrows the list. */
export function Filters(props: {
  readonly view: ListView;
  readonly choices: FilterChoices;
  /** Lines that fit. */
  readonly found: number;
  readonly change: (change: Partial<ListView>) => void;
}) {
  const { view, choices, found, change } = props;
  const choice = (
    key: 'scenario' | 'engine' | 'stack' | 'tag',
    words: string,
    options: readonly string[],
  ) => (
    <label>
      <span>{words}</span>
      <select
        value={view[key]}
        onChange={({ currentTarget }) => {
          change({ [key]: currentTarget.value });
        }}
      >
        <option value="">all</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
  const day = (key: 'from' | 'until', words: string) => (
    <label>
      <span>{words}</span>
      <input
        type="date"
        value={view[key]}
        onInput={({ currentTarget }) => {
          change({ [key]: currentTarget.value });
        }}
      />
    </label>
  );
  const { sort, descending, page } = view;
  const whole: ListView = { ...WHOLE_LIST, sort, descending, page };
  const isFiltered = (Object.keys(whole) as (keyof ListView)[]).some(
    (key) => view[key] !== whole[key],
  );
  return (
    <search class="filters">
      <label class="grow">
        <span>Find</span>
        <input
          type="search"
          value={view.text}
          placeholder="words in any column"
          onInput={({ currentTarget }) => {
            change({ text: currentTarget.value });
          }}
        />
      </label>
      {choice('scenario', 'Scenario', choices.scenarios)}
      {choice('engine', 'Engine', choices.engines)}
      {choice('stack', 'Stack', choices.stacks)}
      {choice('tag', 'Tag', choices.tags)}
      {day('from', 'From')}
      {day('until', 'Until')}
      <label class="check">
        <input
          type="checkbox"
          checked={view.baselinesOnly}
          onChange={({ currentTarget }) => {
            change({ baselinesOnly: currentTarget.checked });
          }}
        />
        <span>Baselines alone</span>
      </label>
      <p class="found" role="status">
        {isFiltered ? `${counted(found, 'run')} found` : ''}
      </p>
      {isFiltered && (
        <button
          type="button"
          onClick={() => {
            change({ ...WHOLE_LIST, sort, descending });
          }}
        >
          Show all
        </button>
      )}
    </search>
  );
}
