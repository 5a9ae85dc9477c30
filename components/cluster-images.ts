import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { packagePath } from '../toolchain/paths';
import type { ShipImage } from '../running/hosts/ship-image';
import type { ClusterPlan, ContainerPlan, ImagePlan } from '../topology/plan';
import { Component } from './component';

/** Build context of all images. */
const CONTEXT = packagePath('images');

/** The images that the cluster runs, built on this machine and never pushed. */
export class ClusterImages extends Component {
  /** Image of the PostgreSQL nodes: an id, so that a rebuilt image is noticed. */
  readonly database: pulumi.Output<string>;
  /** Image of etcd, the load balancer and the manager: an id as well. */
  readonly services: pulumi.Output<string>;
  /** Image of what gives hosts the floating address; undefined without one. */
  readonly floatingAddress: pulumi.Output<string> | undefined;

  /** @param args how images reach other hosts; undefined in a preview */
  constructor(
    name: string,
    private readonly args: { plan: ClusterPlan; ship?: ShipImage | undefined },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('ClusterImages', name, options);
    const { plan } = args;
    this.database = this.build('database', plan.images.database);
    this.services = this.build('services', plan.images.services);
    const { floatingAddress } = plan.images;
    this.floatingAddress = floatingAddress && this.build('floating-address', floatingAddress);
    this.registerOutputs({ database: this.database, services: this.services });
  }

  /** The image of a container, known once it is there on the container's host. */
  imageFor(part: keyof ClusterPlan['images'], { host }: ContainerPlan): pulumi.Output<string> {
    const { plan, ship } = this.args;
    const [image, built] = [plan.images[part], this[part]];
    if (image === undefined || built === undefined)
      throw new Error(`the plan has no image ${part}`);
    if (host === undefined || ship === undefined) return built;
    return built.apply((id) => ship({ name: image.name, id }, host));
  }

  /** @param part the folder of its Dockerfile */
  private build(part: string, { name, base }: ImagePlan): pulumi.Output<string> {
    const image = new docker.Image(
      this.child(part),
      {
        imageName: name,
        build: {
          context: CONTEXT,
          dockerfile: `${CONTEXT}/${part}/Dockerfile`,
          args: { BASE: base },
          platform: platform(),
        },
        skipPush: true,
      },
      { parent: this },
    );
    // Of an image that is not pushed the provider gives the id here.
    return image.repoDigest;
  }
}

/** The platform of this machine, in Docker's words. */
function platform(): string {
  return `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
}
