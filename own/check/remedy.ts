/** What to change where an engine refuses a statement, by what it says. */
const REMEDIES: readonly (readonly [says: RegExp, remedy: string])[] = [
  [
    /complex joins|repartition/,
    'join by the distribution columns, or set citus.enable_repartition_joins',
  ],
  [/FOR UPDATE|FOR SHARE/, 'lock rows of one value of the distribution column'],
  [
    /partition value|partition column/,
    'leave the distribution column as it is, and give it at INSERT',
  ],
  [/INSERT without/, 'give the distribution column a value'],
  [/correlated|LATERAL|outer join/, 'join by the distribution columns'],
  [/volatile|STABLE|IMMUTABLE/, 'give the value as a parameter'],
  [/ON CONFLICT|unique or exclusion constraint/, 'name a key with the distribution column'],
  [/recursive|GROUPING SETS|CUBE|ROLLUP/i, 'ask for one value of the distribution column'],
  [/does not exist/, 'look at what `own copy` has changed of the schema'],
];

/** What to change; undefined where nothing is known. */
export function remedyFor(message: string): string | undefined {
  return REMEDIES.find(([says]) => says.test(message))?.[1];
}
