import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan, ContainerPlan } from '../topology/plan';
import { CERTIFICATE_VOLUME, certificateVolume } from '../topology/tls/certificate-files';
import { Component } from './component';
import { labelList } from './labels';

/** Gives a container the certificate that it is to have. Comes after its volume is made. */
export type IssueCertificate = (container: ContainerPlan) => pulumi.Output<unknown>;

/** What a {@link Certificate} is made of. */
export interface CertificateArgs {
  readonly plan: ClusterPlan;
  readonly container: ContainerPlan;
  /** Undefined in a preview. */
  readonly issue: IssueCertificate | undefined;
}

/** A container's certificate in a volume of its own, where it is renewed while the container runs. */
class Certificate extends Component {
  /** The mount, known once the certificate is there. */
  readonly mount: docker.types.input.ContainerVolume;

  constructor(name: string, args: CertificateArgs, options: pulumi.ComponentResourceOptions) {
    super('Certificate', name, options);
    const { plan, container, issue } = args;
    const volume = new docker.Volume(
      this.child('volume'),
      { name: certificateVolume(container), labels: labelList(plan) },
      { parent: this, retainOnDelete: plan.protectData },
    );
    const volumeName =
      issue === undefined
        ? volume.name
        : volume.name.apply((name) => issue(container).apply(() => name));
    this.mount = { volumeName, containerPath: CERTIFICATE_VOLUME };
    this.registerOutputs({});
  }
}

/** The mount of a container's certificate; undefined where everything is in clear. */
export function certificateMounts(
  parent: Component,
  args: CertificateArgs,
): docker.types.input.ContainerVolume[] | undefined {
  if (args.plan.tls === undefined) return undefined;
  return [new Certificate(parent.child('certificate'), args, { parent }).mount];
}
