import { MOVES_SCHEMA } from '../worker-names';

/** What both workers need for any shard. The function is run by whoever writes. */
export const WORKER_SCHEMA = `
  BEGIN;
  -- Another move may be about to make it as well.
  SELECT pg_advisory_xact_lock(hashtext('${MOVES_SCHEMA}'));
  CREATE SCHEMA IF NOT EXISTS ${MOVES_SCHEMA};
  CREATE TABLE IF NOT EXISTS ${MOVES_SCHEMA}.arriving (
    shard oid PRIMARY KEY, move integer NOT NULL, closed boolean NOT NULL DEFAULT true);
  CREATE OR REPLACE FUNCTION ${MOVES_SCHEMA}.refuse_writes() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM ${MOVES_SCHEMA}.arriving WHERE shard = TG_RELID AND closed) THEN
      RAISE EXCEPTION 'shard % is on its way to this worker', TG_TABLE_NAME USING
        ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Write to it through the coordinator.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END
  $$;
  COMMIT`;
