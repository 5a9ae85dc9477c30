import type { Certificates } from '../tls/certificates';
import { isExpired } from '../tls/expired-certificate';
import { isAbsent, request, type HttpAnswer, type HttpRequest } from './http-request';

/**
 * Asks a server that speaks either http or https, as Patroni does: the scheme that it answered by last
 * first, then the other one where the cluster is on its way from one to the other. Both share the time
 * that the request has; who let it all pass by one scheme is asked by the other one first next time.
 *
 * @param address `name:port`
 * @throws Error as {@link request}
 */
export async function requestEither(
  address: string,
  path: string,
  options: HttpRequest,
  certificates: Certificates | undefined,
): Promise<HttpAnswer> {
  const [first = 'http', second] = certificates?.schemesAt(address) ?? ['http'];
  try {
    return await request(`${first}://${address}/${path}`, options, certificates);
  } catch (error) {
    if (second === undefined || isAbsent(error)) throw error;
    if (options.signal.aborted) {
      certificates?.beginWith(address, second);
      throw error;
    }
    try {
      const answer = await request(`${second}://${address}/${path}`, options, certificates);
      certificates?.beginWith(address, second);
      return answer;
    } catch (other) {
      throw isExpired(other) ? other : error;
    }
  }
}
