-- The newest load of the data set: begun when the table is emptied, complete after the last check.
-- A load that was cut off stays 'loading', and the next one starts over.

CREATE SCHEMA IF NOT EXISTS cluster;

CREATE TABLE IF NOT EXISTS cluster.dataset_load (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  state text NOT NULL CHECK (state IN ('loading', 'complete')),
  rows bigint NOT NULL,
  regions integer NOT NULL,
  seed bigint NOT NULL,
  as_of timestamptz NOT NULL,
  -- The rows, regions and seed that the stack's configuration asked for at that time.
  planned jsonb NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

-- The rows that its COPY statements have committed so far. Whatever else is in the table is somebody's.
-- NULL for loads of a version that did not count them.
ALTER TABLE cluster.dataset_load ADD COLUMN IF NOT EXISTS copied bigint;

-- The codes of its regions. NULL for loads of a version that numbered them consecutively.
ALTER TABLE cluster.dataset_load ADD COLUMN IF NOT EXISTS region_codes text[];
