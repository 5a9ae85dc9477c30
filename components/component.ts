import * as pulumi from '@pulumi/pulumi';

/** Base of this project's components: type tokens of one form, children named after their parent. */
export abstract class Component extends pulumi.ComponentResource {
  /**
   * @param kind the component's kind, e.g. `DatabaseNode`; the type token is made of it
   * @param name unique within the program; children's names begin with it
   */
  constructor(
    kind: string,
    protected readonly name: string,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super(`citus-cluster:components:${kind}`, name, {}, options);
  }

  /** A child's name: this component's, a hyphen and the child's own part. */
  protected child(part: string): string {
    return `${this.name}-${part}`;
  }
}
