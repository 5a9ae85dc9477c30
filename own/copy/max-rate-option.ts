import { Option } from 'commander';
import { wholeNumber } from '../../cli/command';

const MIB = 2 ** 20;

/** `--max-rate`, read as bytes per second. */
export function maxRateOption(): Option {
  const mebibytes = wholeNumber(1);
  return new Option('--max-rate <MiB>', 'of rows that are read a second')
    .argParser((text) => mebibytes(text) * MIB)
    .default(Infinity, 'all that it gives');
}
