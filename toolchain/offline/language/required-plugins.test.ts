import { describe, expect, it } from 'vitest';
import { programDependencies, requiredPlugins } from './required-plugins';

describe('requiredPlugins', () => {
  it("finds this project's own, from a folder below it as well", () => {
    const plugins = [
      { name: 'command', version: 'v1.2.1', server: '' },
      { name: 'docker', version: 'v5.2.0', server: '' },
      { name: 'random', version: 'v4.21.2', server: '' },
    ];
    expect(requiredPlugins(process.cwd())).toEqual(plugins);
    expect(requiredPlugins(__dirname)).toEqual(plugins);
  });
});

describe('programDependencies', () => {
  it('gives the installed versions', () => {
    expect(programDependencies(process.cwd())).toContainEqual({
      name: '@pulumi/pulumi',
      version: '3.248.0',
    });
  });
});
