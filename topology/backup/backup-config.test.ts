import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from '../config/config';

const S3 = { type: 's3', bucket: 'b', endpoint: '10.0.0.9:9000', region: 'eu' };
const SFTP = {
  ...{ type: 'sftp', host: 'h', user: 'u', path: '/backups' },
  hostFingerprint: '0123456789abcdef0123456789abcdef01234567',
};
const HOSTS = {
  hosts: Object.fromEntries(
    ['h1', 'h2', 'h3'].map((name, index) => [
      name,
      { docker: `tcp://10.0.0.${index + 1}:2375`, address: `10.0.0.${index + 1}` },
    ]),
  ),
};

const parse = (raw: RawConfig) => parseClusterConfig('dev', raw);

describe('the backup of a cluster', () => {
  it('is in a volume, where nobody says more', () => {
    expect(parse({}).backup).toEqual({
      repositories: [{ type: 'volume' }],
      schedule: { full: 168, differential: 24, incremental: 6 },
      retention: 2,
      restorePointSeconds: 60,
      proofHours: 1,
      rehearsalDays: 0,
      archiveTimeoutSeconds: 60,
      queueMaxGiB: 4,
    });
  });

  it.each<RawConfig>([{ 'backup.enabled': 'false' }, { 'tls.mode': 'off' }])(
    'is none with %j',
    (raw) => {
      expect(parse(raw).backup).toBeUndefined();
    },
  );

  it('is in a volume on several hosts as well', () => {
    expect(parse(HOSTS).backup?.repositories).toEqual([{ type: 'volume' }]);
  });

  it('keeps what is given, and folders of two clusters in one bucket apart', () => {
    const { backup } = parse({
      'backup.enabled': true,
      'backup.repo': S3,
      'backup.repo2': SFTP,
      'backup.schedule': { full: '24', incremental: 0 },
    });
    expect(backup?.repositories).toEqual([
      { ...S3, path: '/citus-cluster/dev', uriStyle: 'host', caCertificate: '' },
      { ...SFTP, port: 22 },
    ]);
    expect(backup?.schedule).toEqual({ full: 24, differential: 24, incremental: 0 });
  });

  it.each<[RawConfig, RegExp]>([
    [
      { 'backup.enabled': true, 'tls.mode': 'off' },
      /^config backup\.enabled is true with tls\.mode "off"; /,
    ],
    [{ 'backup.enabled': 'perhaps' }, /^config backup\.enabled is "perhaps"; allowed: true, false/],
    [
      { 'backup.repo': { type: 'ftp' } },
      /^config backup\.repo is .*; allowed: type "volume"; type/,
    ],
    [{ 'backup.repo': { ...S3, bucket: 'b\nrepo1-path=/' } }, /^config backup\.repo is /],
    [{ 'backup.repo': { ...SFTP, path: 'backups' } }, /^config backup\.repo is /],
    [
      { 'backup.repo': S3, 'backup.repo2': S3 },
      /backup\.repo and backup\.repo2 are the same place/,
    ],
    [{ 'backup.schedule': { full: 0 } }, /^config backup\.schedule is {"full":0}; allowed: hours/],
  ])('refuses %j', (raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });
});
