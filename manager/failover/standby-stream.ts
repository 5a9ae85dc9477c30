import { addressOf, type GroupPlan, type NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { requestEither } from '../http/request-either';
import { log } from '../log';
import { withSession } from '../sessions/sessions';
import type { StandbyStream } from './silent-standbys';

/** How long a standby may take to answer, ms. */
const ANSWER_LIMIT_MS = 400;

/** Longest wait for the primary's word, ms. */
const END_LIMIT_MS = 2000;

/** Ends a process that sends to a standby, if that has said nothing since. */
const END = `SELECT pg_terminate_backend(pid) FROM pg_stat_replication
  WHERE pid = $1 AND application_name = $2 AND reply_time::text IS NOT DISTINCT FROM $3`;

/**
 * The streams from a primary to its standbys.
 *
 * @param ended called when one was ended, for Patroni to be woken
 */
export function streamsFrom(
  primary: NodePlan,
  group: Pick<GroupPlan, 'name'>,
  credentials: Credentials,
  ended: () => void,
): StandbyStream {
  return {
    answers: (standby) => {
      const address = `${addressOf(standby)}:${standby.patroniPort}`;
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      return requestEither(address, 'liveness', { signal }, credentials.certificates).then(
        () => true,
        () => false,
      );
    },
    end: async ({ pid, name, replied }) => {
      const { rowCount } = await withSession(
        primary,
        credentials,
        'postgres',
        (client) => client.query(END, [pid, name, replied]),
        END_LIMIT_MS,
      );
      if (rowCount === 0) return;
      log('warn', 'ended the stream to a silent standby', { group: group.name, standby: name });
      ended();
    },
  };
}
