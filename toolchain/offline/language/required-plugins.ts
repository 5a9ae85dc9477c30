import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A resource plugin that a program's dependencies ask for. */
export interface RequiredPlugin {
  /** package name of the plugin: `docker`, `command` */
  name: string;
  /** version with a leading v: `v5.2.0` */
  version: string;
  /** where the plugin is published, if not at Pulumi's own place */
  server: string;
}

interface PackageJson {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/** The direct dependencies of the program whose package.json lies in or above `directory`. */
export interface ProgramDependency {
  name: string;
  version: string;
}

/**
 * The resource plugins that a program needs: those of its direct dependencies whose package.json
 * says `pulumi.resource`.
 *
 * @param directory the folder of the program; its package.json may lie in a folder above
 */
export function requiredPlugins(directory: string): RequiredPlugin[] {
  return dependencyManifests(directory).flatMap(({ manifest }) => {
    if (manifest.pulumi?.resource !== true) return [];
    const name = manifest.pulumi.name ?? manifest.name?.replace(/^@pulumi\//, '') ?? '';
    const version = manifest.pulumi.version ?? manifest.version ?? '';
    return [{ name, version: withLeadingV(version), server: manifest.pulumi.server ?? '' }];
  });
}

/** The installed direct dependencies, for `pulumi about`. */
export function programDependencies(directory: string): ProgramDependency[] {
  return dependencyManifests(directory).map(({ name, manifest }) => ({
    name,
    version: manifest.version ?? '',
  }));
}

function withLeadingV(version: string): string {
  return version.startsWith('v') ? version : `v${version}`;
}

function dependencyManifests(directory: string): { name: string; manifest: PackageJson }[] {
  const root = findAbove(directory, 'package.json');
  if (root === undefined) return [];
  const manifest = readManifest(root);
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return names.flatMap((name) => {
    const path = findAbove(dirname(root), join('node_modules', name, 'package.json'));
    return path === undefined ? [] : [{ name, manifest: readManifest(path) }];
  });
}

function findAbove(directory: string, file: string): string | undefined {
  const path = join(directory, file);
  if (existsSync(path)) return path;
  const parent = dirname(directory);
  return parent === directory ? undefined : findAbove(parent, file);
}

function readManifest(path: string): PackageJson {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageJson;
}
