/** What an engine does not have as it is, and what to do instead. */
export interface Refusal {
  readonly engine: 'citus' | 'native';
  /** `schema.table` */
  readonly table: string;
  readonly what: string;
  readonly remedy: string;
}
