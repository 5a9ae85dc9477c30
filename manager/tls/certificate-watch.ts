import type { X509Certificate } from 'node:crypto';
import { managersOf } from '../../topology/managers';
import {
  addressOf,
  allNodes,
  waysIn,
  type ClusterPlan,
  type ContainerPlan,
} from '../../topology/plan';
import { authorityFindings, describeAuthorities, type AuthorityStatus } from './authority-status';
import {
  certificateFindings,
  describeCertificate,
  type CertificateStatus,
} from './certificate-status';
import type { CertificateFindings } from './certificate-findings';
import { forEachAtOnce } from '../at-once';
import type { Certificates } from './certificates';
import { servedCertificate, type ServedPort } from './served-certificate';

/** Between two looks, ms; while something is wrong, which is over once it was renewed. */
const LOOK_MS = 60_000;
const FAULT_LOOK_MS = 5000;

/** Longest wait for one certificate, ms. */
const LIMIT_MS = 2000;

/** Between two looks at the clock, ms. */
const TICK_MS = 200;

/** What was seen at a port: a certificate, or why there was none. */
interface Look {
  readonly served: ServedPort;
  readonly seen: X509Certificate | { readonly error: string };
}

/**
 * Looks at the certificates that containers really serve, in the background: which are in use tells
 * no file, as a server may not have taken a new one over.
 */
export class CertificateWatch {
  private readonly ports: readonly ServedPort[];
  private looks: readonly Look[] = [];
  private stopping = false;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly certificates: Certificates,
  ) {
    this.ports = servedPorts(plan);
  }

  /** What was seen last, with the time that is left now; empty before the first look. */
  get status(): readonly CertificateStatus[] {
    const now = Date.now();
    return this.looks.map(({ served, seen }): CertificateStatus => {
      const { container, port } = served;
      return 'error' in seen
        ? { container, port, error: seen.error }
        : describeCertificate(served, seen, now);
    });
  }

  /** The authorities that are trusted, with the time that is left now. */
  get authorities(): readonly AuthorityStatus[] {
    return describeAuthorities(this.certificates.material.ca, Date.now());
  }

  /** What that means for the cluster. */
  get findings(): CertificateFindings {
    const [own, served] = [authorityFindings(this.authorities), this.served];
    return {
      reasons: [...own.reasons, ...served.reasons],
      notices: [...own.notices, ...served.notices],
    };
  }

  private get served(): CertificateFindings {
    return certificateFindings(this.status, this.plan.tls?.renewDays ?? 0, this.authorities);
  }

  /** Looks until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      this.looks = await forEachAtOnce(this.ports, (served) => this.look(served));
      const { reasons } = this.served;
      const isFaulty = reasons.length > 0 || this.looks.some(({ seen }) => 'error' in seen);
      const nextAt = Date.now() + (isFaulty ? FAULT_LOOK_MS : LOOK_MS);
      while (!this.stopping && Date.now() < nextAt) {
        await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      }
    }
  }

  /** Ends the loop after the look under way. */
  stop(): void {
    this.stopping = true;
  }

  private async look(served: ServedPort): Promise<Look> {
    try {
      return { served, seen: await servedCertificate(served, this.certificates.context, LIMIT_MS) };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return { served, seen: { error: message || code || String(error) } };
    }
  }
}

/** Every port of the cluster at which a certificate is served to clients. */
export function servedPorts(plan: ClusterPlan): ServedPort[] {
  const { etcd } = plan;
  const at = (container: ContainerPlan, port: number, postgres = false): ServedPort => ({
    container: container.name,
    address: addressOf(container),
    port,
    postgres,
  });
  return [
    ...etcd.map((member) => at(member, member.clientPort)),
    ...allNodes(plan).flatMap((node) => [
      at(node, node.postgresPort, true),
      at(node, node.patroniPort),
    ]),
    ...waysIn(plan).flatMap(({ loadBalancer, pooler }) => [
      at(loadBalancer, loadBalancer.ports.stats.internal),
      at(pooler, pooler.port.internal, true),
    ]),
    ...managersOf(plan).map((manager) => at(manager, manager.port.internal)),
    ...(plan.backup?.repositories ?? []).map((one) => at(one, one.agentPort)),
  ];
}
