import { DiffResponse, PropertyDiff } from '@pulumi/pulumi/proto/provider_pb';
import type { PropertyChange } from './property-diff';

/**
 * The differences of a resource as the engine takes them.
 *
 * @param deleteBeforeReplace whether what is replaced goes before its replacement is made
 */
export function diffResponse(
  changes: readonly PropertyChange[],
  deleteBeforeReplace: boolean,
): DiffResponse {
  const response = new DiffResponse();
  response.setHasdetaileddiff(true);
  response.setChanges(
    changes.length === 0 ? DiffResponse.DiffChanges.DIFF_NONE : DiffResponse.DiffChanges.DIFF_SOME,
  );
  const topLevel = (path: string): string => path.split(/[.[]/)[0] ?? path;
  const names = (some: readonly PropertyChange[]): string[] => [
    ...new Set(some.map(({ path }) => topLevel(path))),
  ];
  const replacing = changes.filter(({ replaces }) => replaces);
  response.setDiffsList(names(changes));
  response.setReplacesList(names(replacing));
  response.setDeletebeforereplace(deleteBeforeReplace);
  for (const { path, kind, replaces } of changes) {
    const detail = new PropertyDiff();
    detail.setKind(detailKind(kind, replaces));
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function detailKind(kind: PropertyChange['kind'], replaces: boolean): PropertyDiff.Kind {
  const { Kind } = PropertyDiff;
  switch (kind) {
    case 'add':
      return replaces ? Kind.ADD_REPLACE : Kind.ADD;
    case 'delete':
      return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
    case 'update':
      return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
  }
}
