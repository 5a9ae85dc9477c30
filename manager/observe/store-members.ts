import { addressOf, type EtcdMemberPlan } from '../../topology/plan';
import { hostOf } from '../../topology/etcd-membership';
import { request } from '../http/http-request';
import type { Certificates } from '../tls/certificates';

/** A member as the consensus store itself lists it. */
export interface ListedMember {
  /** Its address for its peers, by which it is known before it has started as well. */
  readonly peerUrl: string;
  /** Whether it follows without a vote. */
  readonly learner: boolean;
}

interface MemberListAnswer {
  readonly members?: readonly {
    readonly peerURLs?: readonly string[];
    readonly isLearner?: boolean;
  }[];
}

/** Where a member answers clients, which by TLS it does from the moment on that they verify. */
export function clientUrl(member: EtcdMemberPlan, certificates: Certificates | undefined): string {
  return `${certificates?.verified === true ? 'https' : 'http'}://${addressOf(member)}:${member.clientPort}`;
}

/**
 * The members that the store itself lists, as a majority of them agrees: all are asked at once.
 *
 * @returns undefined where none tells in time
 */
export async function listMembers(
  etcd: readonly EtcdMemberPlan[],
  timeoutMs: number,
  certificates: Certificates | undefined,
): Promise<ListedMember[] | undefined> {
  const ask = async (member: EtcdMemberPlan): Promise<ListedMember[]> => {
    const url = `${clientUrl(member, certificates)}/v3/cluster/member/list`;
    const question = {
      method: 'POST',
      body: '{"linearizable":true}',
      signal: AbortSignal.timeout(timeoutMs),
    };
    const answer = await request(url, question, certificates);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const { members = [] } = JSON.parse(answer.body) as MemberListAnswer;
    return members.map(({ peerURLs = [], isLearner = false }) => ({
      peerUrl: peerURLs[0] ?? '',
      learner: isLearner,
    }));
  };
  return Promise.any(etcd.map(ask)).catch(() => undefined);
}

/** How the store's own list differs from the plan; empty where it does not. */
export function membershipReasons(
  planned: readonly EtcdMemberPlan[],
  listed: readonly ListedMember[],
): string[] {
  const find = (member: EtcdMemberPlan): ListedMember | undefined =>
    listed.find((one) => hostOf(one.peerUrl) === addressOf(member));
  const missing = planned.flatMap((member) => {
    const one = find(member);
    if (one === undefined) return `${member.name} is no member of the consensus store`;
    return one.learner ? `${member.name} has no vote in the consensus store yet` : [];
  });
  const known = new Set(planned.map(addressOf));
  const foreign = listed.filter((one) => !known.has(hostOf(one.peerUrl)));
  return [
    ...missing,
    ...foreign.map((one) => `the consensus store has a member that is not planned: ${one.peerUrl}`),
  ];
}
