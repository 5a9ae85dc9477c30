import { isVerified, stageOf } from '../tls/tls-stage';
import type { Change, ChangeRule, Judgement } from './change-rule';

/** How the cluster speaks TLS: from one stage to the next, node by node. */
export const TLS_MODE: ChangeRule = {
  says: 'in three deployments, while the cluster works (`npm run up` goes on to the last): servers take TLS and clear text, then clients verify, then clear text is refused. Nodes are replaced one at a time, by switchover; load balancer, pooler and manager for a few seconds each',
  judge: ({ plan }): Judgement => {
    const left = { accept: 'TLS is taken', verify: 'TLS is spoken' } as const;
    const stage = stageOf(plan);
    const what = 'containers are replaced one at a time, by switchover';
    return stage === 'accept' || stage === 'verify'
      ? { effect: 'rolling', what: `${what}; ${left[stage]} then, and clear text still taken` }
      : { effect: 'rolling', what };
  },
};

/** Who signs, and who is trusted: the one that signs has to be trusted before and after. */
export const AUTHORITIES: ChangeRule = {
  says: 'certificates are made anew and taken over while the cluster works, where the new signer was trusted before and the former one still is; else refused, naming the deployment that has to come between',
  judge: ({ existing, from, to }: Change): Judgement => {
    const [before, after] = [from.split(','), to.split(',')];
    const [former = '', signer = ''] = [before[0], after[0]];
    const isSafe = before.includes(signer) && after.includes(former);
    if (isSafe || existing.plan === undefined || !isVerified(existing.plan)) {
      return { effect: 'live', what: 'certificates are made anew while the cluster works' };
    }
    const between = before.includes(signer) ? [signer, former] : [former, signer];
    return {
      effect: 'refused',
      what: before.includes(signer)
        ? `authority ${former} signed certificates that are still in use`
        : `authority ${signer} is not trusted yet by those who are to verify its certificates`,
      remedy: `deploy tls.authorities "${between.join(',')}" first`,
    };
  },
};
