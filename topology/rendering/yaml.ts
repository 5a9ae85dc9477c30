import { stringify } from 'yaml';

/**
 * YAML as Patroni and etcd read it. Both still follow YAML 1.1, where a bare `on`, `yes` or `1:30`
 * is no string: what could be taken for something else is quoted.
 */
export function yaml(value: object): string {
  return stringify(value, { version: '1.1', singleQuote: true, lineWidth: 0 });
}
