import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerHost, isLocalEngine } from './docker-client';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-config-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function writeContext(name: string, host: string): void {
  const meta = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(meta, { recursive: true });
  writeFileSync(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
}

describe('dockerHost', () => {
  it('takes DOCKER_HOST first', () => {
    expect(
      dockerHost({ DOCKER_CONFIG: folder, DOCKER_HOST: 'tcp://a:1', DOCKER_CONTEXT: 'x' }),
    ).toBe('tcp://a:1');
  });

  it('takes the chosen context of the docker client', () => {
    writeContext('far', 'ssh://far');
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: 'far' }));
    expect(dockerHost({ DOCKER_CONFIG: folder })).toBe('ssh://far');
    expect(dockerHost({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'default' })).toBeUndefined();
  });

  it('refuses a context that is not there', () => {
    expect(() => dockerHost({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'gone' })).toThrow(
      'Docker context "gone" has no engine address',
    );
  });

  it('is the default socket otherwise', () => {
    expect(dockerHost({ DOCKER_CONFIG: folder })).toBeUndefined();
    expect(isLocalEngine(undefined)).toBe(true);
    expect(isLocalEngine('unix:///run/user/1000/docker.sock')).toBe(true);
    expect(isLocalEngine('ssh://far')).toBe(false);
  });
});
