import { useEffect, useReducer, useRef } from 'preact/hooks';

/** A value that parts of the page follow. */
export class Store<T> {
  readonly #followers = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const follow of this.#followers) follow(value);
  }

  /** Calls back on each change. @returns ends it */
  follow(follow: (value: T) => void): () => void {
    this.#followers.add(follow);
    return () => {
      this.#followers.delete(follow);
    };
  }
}

/**
 * What a part needs of a store; the part is drawn again when that changes.
 *
 * @param pick may be another function each time, e.g. one that knows the stack that is shown
 */
export function useStore<T, Part = T>(
  store: Store<T>,
  pick: (value: T) => Part = (value) => value as unknown as Part,
): Part {
  const part = pick(store.value);
  const [, drawAgain] = useReducer((times: number, _: undefined) => times + 1, 0);
  const drawn = useRef({ pick, part });
  drawn.current = { pick, part };
  useEffect(() => {
    const update = (): void => {
      if (!Object.is(drawn.current.pick(store.value), drawn.current.part)) drawAgain(undefined);
    };
    update();
    return store.follow(update);
  }, [store]);
  return part;
}
