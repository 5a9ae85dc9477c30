import * as pulumi from '@pulumi/pulumi';

/**
 * Base of this project's components: type tokens of one form, children named after their parent.
 *
 * A rename must not replace what carries data. So each keeps its former names, for ever: a component
 * its former kinds, a child the parts that it was named by ({@link formerly}). Whatever is below
 * follows its parent.
 */
export abstract class Component<Data = unknown> extends pulumi.ComponentResource<Data> {
  /**
   * @param kind the component's kind, e.g. `DatabaseNode`; the type token is made of it
   * @param name unique within the program; children's names begin with it
   * @param formerKinds kinds that it had in earlier versions
   */
  constructor(
    kind: string,
    protected readonly name: string,
    options: pulumi.ComponentResourceOptions = {},
    formerKinds: readonly string[] = [],
  ) {
    super(typeToken(kind), name, {}, { ...options, aliases: aliases(options, formerKinds) });
  }

  /** A child's name: this component's, a hyphen and the child's own part. */
  child(part: string): string {
    return `${this.name}-${part}`;
  }

  /** The option of a child that had other parts of a name in earlier versions. */
  protected formerly(...parts: readonly string[]): { aliases: pulumi.Alias[] } {
    return { aliases: parts.map((part) => ({ name: this.child(part) })) };
  }
}

function typeToken(kind: string): string {
  return `citus-cluster:components:${kind}`;
}

/** Former names under the present kind, and present and former names under every former kind. */
function aliases(
  { aliases = [] }: pulumi.ComponentResourceOptions,
  formerKinds: readonly string[],
): pulumi.Input<pulumi.URN | pulumi.Alias>[] {
  // Given by a parent, never computed.
  const names = aliases as (pulumi.URN | pulumi.Alias)[];
  return [
    ...names,
    ...formerKinds.flatMap((kind) =>
      [{}, ...names].map((name) =>
        typeof name === 'string' ? name : { ...name, type: typeToken(kind) },
      ),
    ),
  ];
}
