-- What the manager knows of shards on their way from a worker to another. All of it stands here, so that
-- a manager that starts in the middle goes on.

-- Whether moves begin: when they are needed; at once, all that make the shards even; not at all.
CREATE TABLE IF NOT EXISTS cluster.rebalancing (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  wish text NOT NULL DEFAULT 'as needed' CHECK (wish IN ('as needed', 'asked for', 'stopped')),
  -- The worker groups that there were when they were stopped: another one ends that.
  stopped_with integer[] NOT NULL DEFAULT '{}'
);
INSERT INTO cluster.rebalancing DEFAULT VALUES ON CONFLICT DO NOTHING;

-- The moves of the rebalance under way, or of the last one.
CREATE TABLE IF NOT EXISTS cluster.shard_moves (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The foreign table, and its name and its table's as SQL writes them.
  shard oid NOT NULL,
  shard_name text NOT NULL,
  table_name text NOT NULL,
  from_group integer NOT NULL,
  to_group integer NOT NULL,
  phase text NOT NULL DEFAULT 'waiting' CHECK (phase IN
    ('waiting', 'copying', 'catching up', 'swapping', 'cleaning up', 'done', 'given up')),
  -- Set where it is to be undone, unless the target serves the shard already.
  unwanted boolean NOT NULL DEFAULT false,
  planned_at timestamptz NOT NULL DEFAULT now(),
  begun_at timestamptz,
  ended_at timestamptz,
  bytes bigint,
  bytes_copied bigint,
  retries integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT now(),
  message text,
  -- Longest time that writes waited, ms.
  pause_ms integer,
  -- What the copy was begun with; where one of them is another, it begins anew.
  source_timeline text,
  target_timeline text,
  structure text,
  -- Whether the source's shard was told to log whole rows, as it has no key.
  whole_rows_logged boolean NOT NULL DEFAULT false,
  -- Whether the rows at both ends were others at the swap: the source's are kept.
  differs boolean NOT NULL DEFAULT false
);
