import { InvalidArgumentError } from 'commander';
import { UserError } from '../../words/user-error';
import { parseTag } from '../../results/tag';
import { parseThreshold, ThresholdError, type Threshold } from '../figures/threshold';

/** `--rate`: statements a second, or percent of the capacity. */
export type Rate = { readonly perS: number } | { readonly percent: number };

/** An arrival rate: `500`, or `70%` of the measured capacity. */
export function rate(text: string): Rate {
  const [, digits = '', percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  const value = Number(digits);
  const most = percent === '%' ? 100 : 1_000_000;
  if (value < 1 || value > most) {
    throw new InvalidArgumentError(
      'It must be statements a second, from 1 to 1000000, or a share of the capacity, from 1% to 100%.',
    );
  }
  return percent === '%' ? { percent: value } : { perS: value };
}

/** Words between commas, each once. */
export function list(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => !/^[\w.@][\w.@-]*$/.test(word)) || new Set(words).size < words.length) {
    throw new InvalidArgumentError('It must be different names with commas between them.');
  }
  return words;
}

/** A number above 0, e.g. a rate. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

/** A word that results can be found by. */
export function tag(text: string): string {
  try {
    return parseTag(text);
  } catch (error) {
    if (error instanceof UserError) throw new InvalidArgumentError(`${error.remedy ?? ''}.`);
    throw error;
  }
}

/**
 * Reads a condition of `--fail-if`.
 *
 * @param others conditions that were given before it
 * @returns all of them
 * @throws InvalidArgumentError with what is wrong with it
 */
export function addThreshold(text: string, others: readonly Threshold[]): readonly Threshold[] {
  try {
    return [...others, parseThreshold(text)];
  } catch (error) {
    if (error instanceof ThresholdError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
