import type { Tone } from './topology-view';

const WORDS = { good: 'well', bad: 'not well', unknown: 'unknown' } as const;

/** A filled dot, a cross or a ring: the state without its colour. */
export function Mark({ tone }: { readonly tone: Tone }) {
  return <span class={`mark ${tone}`} role="img" aria-label={WORDS[tone]} />;
}
