import type Docker from 'dockerode';
import type { Leaf } from '../../certificates/leaf';
import type { PresentCertificate } from '../../certificates/renewal';
import { execInContainer } from '../../toolchain/docker/container-exec';
import {
  readContainerFile,
  writeContainerFiles,
  type ContainerFile,
} from '../../toolchain/docker/container-files';
import type { ContainerPlan } from '../../topology/plan';
import {
  CERTIFICATE_FILES,
  CERTIFICATE_GROUP,
  CERTIFICATE_VOLUME,
  certificateVolume,
} from '../../topology/tls/certificate-files';
import { TLS_STAGES, type TlsStage } from '../../topology/tls/tls-stage';

/** Beside the certificates stands how far the cluster spoke TLS when they were put there. */
const STAGE_FILE = `${CERTIFICATE_VOLUME}/current/stage`;

/** What a container finds in its volume. */
export interface StoredCertificate extends Leaf {
  /** Certificates of all trusted authorities, PEM. */
  readonly authorities: string;
  readonly stage: TlsStage;
}

/**
 * A container's volume of certificates, reached by way of a container that mounts it: its own, whether it
 * runs or not, else one that is made for the purpose and never started.
 */
export class CertificateVolume {
  private constructor(
    private readonly carrier: Docker.Container,
    /** Whether the container that the volume belongs to is at work with what is in it. */
    readonly isRunning: boolean,
  ) {}

  /**
   * Does something with a container's volume.
   *
   * @param image of a container that is made where the container itself does not mount the volume
   */
  static async use<T>(
    docker: Docker,
    target: ContainerPlan,
    labels: Readonly<Record<string, string>>,
    image: string,
    run: (volume: CertificateVolume) => Promise<T>,
  ): Promise<T> {
    const name = certificateVolume(target);
    const own = docker.getContainer(target.container);
    const found = await own.inspect().catch(() => undefined);
    if (found?.Mounts.some((mount) => mount.Name === name) === true) {
      return run(new CertificateVolume(own, found.State.Running));
    }
    const mount = { Type: 'volume', Source: name, Target: CERTIFICATE_VOLUME } as const;
    const made = await docker.createContainer({
      ...{ Image: image, Cmd: ['true'], Labels: { ...labels }, HostConfig: { Mounts: [mount] } },
    });
    try {
      return await run(new CertificateVolume(made, false));
    } finally {
      await made.remove({ force: true });
    }
  }

  /** What is there; undefined where nothing is yet. */
  async read(): Promise<PresentCertificate | undefined> {
    const { certificate, authorities } = CERTIFICATE_FILES;
    try {
      const files = [certificate, authorities].map((file) => readContainerFile(this.carrier, file));
      const [leaf, trusted] = await Promise.all(files);
      return { certificate: leaf?.content ?? '', authorities: trusted?.content ?? '' };
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return undefined;
      throw error;
    }
  }

  /** How far the cluster spoke TLS when its certificate was put there; undefined where none is. */
  async stage(): Promise<TlsStage | undefined> {
    const { content } = await readContainerFile(this.carrier, STAGE_FILE).catch(() => ({
      content: '',
    }));
    return TLS_STAGES.find((stage) => stage === content);
  }

  /** Puts a certificate there: all its files at once, by one renaming. */
  async write({ certificate, key, authorities, stage }: StoredCertificate): Promise<void> {
    const folder = String(Date.now());
    const owner = { uid: 0, gid: CERTIFICATE_GROUP, mode: 0o640 };
    const file = (path: string, content: string) => ({
      file: path.replace('/current/', `/${folder}/`),
      ...{ content, owner },
    });
    await this.put([
      file(CERTIFICATE_FILES.certificate, certificate),
      file(CERTIFICATE_FILES.key, key),
      file(CERTIFICATE_FILES.pair, certificate + key),
      file(CERTIFICATE_FILES.authorities, authorities),
      file(STAGE_FILE, stage),
    ]);
    if (this.isRunning) await this.switchTo(folder);
    else await this.put([linkTo(folder)]);
  }

  private put(files: readonly ContainerFile[]): Promise<void> {
    return writeContainerFiles(this.carrier, files, CERTIFICATE_VOLUME);
  }

  /** A program that reads meanwhile finds the files of one certificate, the former or the new one. */
  private async switchTo(folder: string): Promise<void> {
    const script =
      `cd ${CERTIFICATE_VOLUME} && sync && ln -sfn ${folder} next && mv -T next current && ` +
      `find . -mindepth 1 -maxdepth 1 -type d ! -name ${folder} -exec rm -r {} +`;
    const { code, output } = await execInContainer(this.carrier, ['sh', '-c', script], 'root');
    if (code !== 0) throw new Error(`the new certificate can't be put in place: ${output.trim()}`);
  }
}

function linkTo(folder: string) {
  return { file: `${CERTIFICATE_VOLUME}/current`, content: '', linkTo: folder };
}
