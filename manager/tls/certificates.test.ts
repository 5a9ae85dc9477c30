import { copyFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CertificatePaths } from './certificates';
import { certificatesAt, serverOptions, TestAuthority } from './certificates.fixture';

describe('Certificates', () => {
  let authority: TestAuthority;
  let paths: CertificatePaths;

  beforeAll(() => {
    authority = new TestAuthority();
    paths = authority.issue();
  });
  afterAll(() => {
    authority.remove();
  });

  it('has the new ones after a reload, and tells who serves them', () => {
    const certificates = certificatesAt('on', paths);
    const { context, agent } = certificates;
    let told = 0;
    certificates.onReload(() => (told += 1));
    const next = authority.issue();
    copyFileSync(next.certificate, paths.certificate);
    copyFileSync(next.key, paths.key);
    certificates.reload();
    expect(certificates.material).toEqual(serverOptions(next));
    expect(certificates.context).not.toBe(context);
    expect(certificates.agent).not.toBe(agent);
    expect(told).toBe(1);
  });

  it('keeps the former ones where the files are no pair, or gone', () => {
    const certificates = certificatesAt('on', paths);
    const { material, context } = certificates;
    const stranger = authority.issue();
    copyFileSync(stranger.key, paths.key);
    certificates.reload();
    expect(certificates.material).toBe(material);
    rmSync(paths.key);
    certificates.reload();
    expect(certificates.context).toBe(context);
  });

  it('is not made without its files', () => {
    const absent = { ...paths, certificate: '/nowhere/certificate.pem' };
    expect(() => certificatesAt('on', absent)).toThrow(/ENOENT/);
  });
});
