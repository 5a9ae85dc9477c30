import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ClusterPlan } from '../../topology/plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { isVerified, stageOf, type TlsStage } from '../../topology/tls/tls-stage';
import { IDLE_MS, type Scheme } from '../http/http-request';
import { log } from '../log';

/** Where the files are. */
export type CertificatePaths = Readonly<Record<'certificate' | 'key' | 'authorities', string>>;

/** What the files hold, as TLS takes it. */
interface Material {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Sessions that are kept, by server: each node of the largest cluster has one. */
const MOST_SESSIONS = 1000;

/** What is made of it. */
interface Loaded {
  readonly material: Material;
  readonly context: SecureContext;
  /** Keeps connections alive, and their sessions where a server closes them: a handshake costs. */
  readonly agent: Agent;
}

/** Which scheme a server that speaks one is asked by, the expected one first. */
const SCHEMES: Readonly<Record<TlsStage, readonly Scheme[]>> = {
  off: ['http'],
  accept: ['http', 'https'],
  verify: ['https', 'http'],
  on: ['https'],
  mtls: ['https'],
};

/** The manager's certificate and key, and the authorities that it trusts. */
export class Certificates {
  /** Whether whoever takes both is spoken to by TLS. */
  readonly verified: boolean;
  private readonly stage: TlsStage;
  private loaded: Loaded;
  private readonly listeners: (() => void)[] = [];
  /** By address, the scheme to begin with. */
  private readonly first = new Map<string, Scheme>();

  /** @throws Error where a file can't be read, or key and certificate are no pair */
  constructor(
    plan: Pick<ClusterPlan, 'tls'>,
    private readonly paths: CertificatePaths = CERTIFICATE_FILES,
  ) {
    this.verified = isVerified(plan);
    this.stage = stageOf(plan);
    this.loaded = load(paths);
  }

  /** For whoever speaks TLS as a client: trusts the authorities and shows the certificate. */
  get context(): SecureContext {
    return this.loaded.context;
  }

  /** For a server. */
  get material(): Material {
    return this.loaded.material;
  }

  /** For requests by https. */
  get agent(): Agent {
    return this.loaded.agent;
  }

  /** Reads the files again, for new connections; where that fails, the former ones stay. */
  reload(): void {
    try {
      this.loaded = load(this.paths);
      for (const listener of this.listeners) listener();
      log('info', 'certificates were read again');
    } catch (error) {
      log('error', 'certificates could not be read again; the former ones stay in use', {
        error: String(error),
      });
    }
  }

  /** Has something done after each reload. */
  onReload(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The schemes that a server of only one may speak, the likeliest first. */
  schemesAt(address: string): readonly Scheme[] {
    const schemes = SCHEMES[this.stage];
    const first = this.first.get(address);
    return schemes.length === 1 || first === undefined
      ? schemes
      : [first, ...schemes.filter((scheme) => scheme !== first)];
  }

  /** Has a server asked by this scheme first from now on. */
  beginWith(address: string, scheme: Scheme): void {
    this.first.set(address, scheme);
  }
}

function load({ certificate, key, authorities }: CertificatePaths): Loaded {
  const read = (path: string): string => readFileSync(path, 'utf8');
  const material = { cert: read(certificate), key: read(key), ca: read(authorities) };
  const context = createSecureContext(material);
  const agent = new Agent({
    ...{ keepAlive: true, timeout: IDLE_MS, maxCachedSessions: MOST_SESSIONS },
    secureContext: context,
  });
  return { material, context, agent };
}
