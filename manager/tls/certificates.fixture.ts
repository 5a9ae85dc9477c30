import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TlsPlan } from '../../topology/tls/tls-stage';
import { Certificates, type CertificatePaths } from './certificates';

/** Certificates for the tests, made by OpenSSL in a folder of their own. */
export class TestAuthority {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'certificates-'));
  private made = 0;

  constructor(private readonly name = 'test authority') {
    writeFileSync(this.at('index.txt'), '');
    writeFileSync(
      this.at('ca.cnf'),
      `[ca]
default_ca = d
[d]
database = ${this.at('index.txt')}
new_certs_dir = ${this.folder}
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = p
[p]
commonName = supplied
`,
    );
    const extension = ['-addext', 'keyUsage=critical,keyCertSign'];
    this.request(this.name, 'ca-key.pem', 'ca.pem', ['-x509', '-days', '3650', ...extension]);
  }

  /**
   * A certificate signed by this authority, and its key.
   *
   * @param names DNS names and addresses that it is for
   * @param days until its end; negative for one that is past it
   */
  issue(names: readonly string[] = ['localhost'], days = 90): CertificatePaths {
    this.made += 1;
    const [certificate, key, request] = ['certificate', 'key', 'request'].map((kind) =>
      this.at(`${this.made}-${kind}.pem`),
    ) as [string, string, string];
    const subjects = names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`).join();
    const alternative = ['-addext', `subjectAltName=${subjects}`];
    this.request(names[0] ?? '', path.basename(key), path.basename(request), alternative);
    const end = Date.now() + days * 86_400_000;
    this.openssl([
      ...['ca', '-batch', '-notext', '-config', this.at('ca.cnf')],
      ...['-cert', this.at('ca.pem'), '-keyfile', this.at('ca-key.pem')],
      ...['-in', request, '-out', certificate],
      ...['-startdate', opensslTime(Math.min(Date.now(), end) - 86_400_000)],
      ...['-enddate', opensslTime(end)],
    ]);
    return { certificate, key, authorities: this.at('ca.pem') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private request(name: string, key: string, out: string, more: readonly string[]): void {
    this.openssl([
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-keyout', this.at(key), '-out', this.at(out), ...more],
    ]);
  }

  private openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }

  private at(name: string): string {
    return path.join(this.folder, name);
  }
}

/** As OpenSSL takes a time: `YYYYMMDDHHMMSSZ`. */
function opensslTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
}

/** What a server takes of files. */
export function serverOptions(paths: CertificatePaths): { cert: string; key: string; ca: string } {
  return {
    cert: readFileSync(paths.certificate, 'utf8'),
    key: readFileSync(paths.key, 'utf8'),
    ca: readFileSync(paths.authorities, 'utf8'),
  };
}

/** The manager's certificates in a cluster at a stage. */
export function certificatesAt(stage: TlsPlan['stage'], paths: CertificatePaths): Certificates {
  return new Certificates({ tls: tlsPlan(stage) }, paths);
}

/** A cluster's TLS at a stage. */
export function tlsPlan(stage: TlsPlan['stage']): TlsPlan {
  return { stage, names: [], leafDays: 90, renewDays: 30, authorities: ['1'] };
}
