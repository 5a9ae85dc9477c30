import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';

/** Longest wait for a node's answer, ms. */
const ANSWER_LIMIT_MS = 15_000;

/** psql of whichever version the image has (images/database/Dockerfile). */
const PSQL = ['/opt/postgresql/bin/psql', '-XAtq', '-v', 'ON_ERROR_STOP=1'];

/**
 * Asks the PostgreSQL of a running database container, as its superuser: from inside that takes no
 * password, so that a plan can be checked without the stack's secrets.
 *
 * @param sql statements; the last one returns one row of one column
 * @param database default: the one that every server has
 * @param timeoutMs longest run of a statement
 * @returns the value as text
 * @throws Error in PostgreSQL's or Docker's words
 */
export async function askNode(
  docker: Docker,
  container: string,
  sql: readonly string[],
  { database = 'postgres', timeoutMs = 10_000 } = {},
): Promise<string> {
  const settings = `-c client_min_messages=error -c statement_timeout=${timeoutMs}`;
  const command = [
    ...['env', `PGOPTIONS=${settings}`, ...PSQL, '-d', database],
    ...sql.flatMap((statement) => ['-c', statement]),
  ];
  const silence = new Promise<never>((_, reject) => {
    const error = new Error(`${container} does not answer within ${ANSWER_LIMIT_MS / 1000} s`);
    setTimeout(reject, ANSWER_LIMIT_MS, error).unref();
  });
  const answer = execInContainer(docker.getContainer(container), command, 'postgres');
  // A paused container takes the call and never answers.
  const { code, output } = await Promise.race([answer, silence]);
  if (code !== 0) throw new Error(`${container}: ${output.trim().split('\n', 1)[0] ?? ''}`);
  return output.trim();
}
