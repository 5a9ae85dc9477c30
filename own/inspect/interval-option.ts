import { Option } from 'commander';
import { seconds } from '../../words/duration';

/** `--interval`, seconds: how far apart statements are read twice. */
export function intervalOption(): Option {
  return new Option('--interval <time>', 'between two readings of the statements')
    .argParser(seconds(1))
    .default(60, '60s');
}
