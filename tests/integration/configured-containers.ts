import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { makeAuthority } from '../../certificates/authority';
import { makeLeaf } from '../../certificates/leaf';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { CERTIFICATE_FILES, CERTIFICATE_GROUP } from '../../topology/tls/certificate-files';

type Files = Readonly<Record<string, string>>;

/** Containers with a certificate, each with files of its own, by path. */
export class ConfiguredContainers {
  private readonly made: Docker.Container[] = [];

  private constructor(private readonly certificates: Files) {}

  /** With a certificate for localhost and `etcd-1`, of an authority of its own. */
  static async create(): Promise<ConfiguredContainers> {
    return new ConfiguredContainers(await makeCertificates());
  }

  /** Starts a program on some files. */
  async start(options: Docker.ContainerCreateOptions, files: Files): Promise<Docker.Container> {
    const created = await dockerClient().createContainer({ Tty: true, ...options });
    this.made.push(created);
    const archive = pack();
    for (const [name, content] of Object.entries(this.certificates)) {
      archive.entry({ name, gid: CERTIFICATE_GROUP, mode: 0o640 }, content);
    }
    for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
    archive.finalize();
    await created.putArchive(Readable.from(archive), { path: '/' });
    await created.start();
    return created;
  }

  /** Runs a program on some files to its end. */
  async run(
    options: Docker.ContainerCreateOptions,
    files: Files,
  ): Promise<{ code: number; output: string }> {
    const started = await this.start(options, files);
    const { StatusCode } = (await started.wait()) as { StatusCode: number };
    const output = await started.logs({ stdout: true, stderr: true });
    return { code: StatusCode, output: output.toString('utf8') };
  }

  /** Removes all of them. */
  async remove(): Promise<void> {
    for (const each of this.made) await each.remove({ force: true, v: true });
  }
}

async function makeCertificates(): Promise<Files> {
  const authority = await makeAuthority('test');
  const names = { subject: 'test', names: ['localhost', 'etcd-1'], addresses: ['127.0.0.1'] };
  const { certificate, key } = await makeLeaf(authority, names, 1);
  return {
    [CERTIFICATE_FILES.certificate]: certificate,
    [CERTIFICATE_FILES.key]: key,
    [CERTIFICATE_FILES.pair]: certificate + key,
    [CERTIFICATE_FILES.authorities]: authority.certificate,
  };
}
