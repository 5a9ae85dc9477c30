import type { Input } from '../input-table';

/** One label of a network or volume. */
export interface Label {
  label: string;
  value: string;
}

/** The input `labels`. */
export const LABELS: Input = {
  type: 'set',
  replaces: true,
  fields: { label: { type: 'string', required: true }, value: { type: 'string', required: true } },
};

/** Labels as Docker's API takes them. */
export function labelMap(labels: readonly Label[] | undefined): Record<string, string> {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}
