import type * as pulumi from '@pulumi/pulumi';
import { Component } from '../component';
import { DatabaseNode, type DatabaseGroupArgs } from './database-node';

/** A Patroni group: nodes with the same data, one of them the primary. */
export class DatabaseGroup extends Component {
  readonly nodes: readonly DatabaseNode[];

  constructor(name: string, args: DatabaseGroupArgs, options: pulumi.ComponentResourceOptions) {
    super('DatabaseGroup', name, options);
    this.nodes = args.group.nodes.map(
      (node) =>
        new DatabaseNode(
          this.child(nodePart(node.name)),
          { ...args, node },
          { parent: this, ...args.hosts.optionsFor(node) },
        ),
    );
    this.registerOutputs({});
  }
}

/** `a` of `worker-1-a`: the group's name is the component's already. */
function nodePart(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1);
}
