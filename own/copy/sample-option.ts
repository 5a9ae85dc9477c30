import { InvalidArgumentError, Option } from 'commander';

/**
 * `--sample`, which is read as rows of one in so many distribution keys.
 *
 * @param otherwise what help says of its absence
 */
export function sampleOption(otherwise?: string): Option {
  return new Option(
    '--sample <percent>',
    [
      'of the distribution keys, with all their rows',
      ...(otherwise === undefined ? [] : [otherwise]),
    ].join('; '),
  ).argParser(oneIn);
}

/** `10%`, or `10`: one of ten keys; `40%`: one of two and a half. */
function oneIn(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%?$/.exec(text) ?? [];
  const share = Number(percent);
  if (percent === undefined || share <= 0 || share > 100) {
    throw new InvalidArgumentError('It must be more than 0 % and at most 100 %, such as 10%.');
  }
  return 100 / share;
}
