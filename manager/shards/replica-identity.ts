/**
 * SQL: whether changes of a row of table `c` (a row of pg_class) can be told apart in a stream, by a
 * primary key or another replica identity. A partitioned table leaves that to its partitions.
 */
export const HAS_IDENTITY = `(c.relkind IN ('p', 'f') OR c.relreplident IN ('f', 'i') OR c.relreplident = 'd'
  AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary))`;
