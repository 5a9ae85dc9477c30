import { createRequire } from 'node:module';
import type { Any } from 'google-protobuf/google/protobuf/any_pb';
import type { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb';

/**
 * Google's well-known messages from the very copy of google-protobuf that @pulumi/pulumi uses: its
 * serializers test with instanceof, and npm may have installed a second copy for this project.
 */
const requireAsPulumi = createRequire(require.resolve('@pulumi/pulumi/proto/provider_pb'));

interface WellKnown {
  Any: typeof Any;
  Empty: typeof Empty;
  Struct: typeof Struct;
}

function load<Name extends keyof WellKnown>(file: string, name: Name): WellKnown[Name] {
  return (requireAsPulumi(`google-protobuf/google/protobuf/${file}`) as Pick<WellKnown, Name>)[
    name
  ];
}

/** A message of any type, packed. */
export const AnyMessage = load('any_pb.js', 'Any');

/** A message without content. */
export const EmptyMessage = load('empty_pb.js', 'Empty');

/** A message of properties by name. */
export const StructMessage = load('struct_pb.js', 'Struct');
export type { Struct };
