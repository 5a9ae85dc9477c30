import { spawnSync } from 'node:child_process';
import type { ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { LanguageRuntimeService } from '@pulumi/pulumi/proto/language_grpc_pb';
import {
  AboutResponse,
  DependencyInfo,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  InstallDependenciesResponse,
  LanguageHandshakeResponse,
  RunResponse,
  RuntimeOptionsResponse,
} from '@pulumi/pulumi/proto/language_pb';
import type {
  GetProgramDependenciesRequest,
  GetRequiredPackagesRequest,
  GetRequiredPluginsRequest,
  InstallDependenciesRequest,
  LanguageHandshakeRequest,
  RunRequest,
} from '@pulumi/pulumi/proto/language_pb';
import { PackageDependency, PluginDependency, PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { answerCall } from '../answer-call';
import { servePlugin } from '../plugin-server';
import { EmptyMessage } from '../protobuf';
import { programDependencies, requiredPlugins } from './required-plugins';
import { runProgram } from './run-program';

/** The engine's address: the first argument it starts a language host with, or its handshake. */
let engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '';
let cancellation = new AbortController();

const implementation: UntypedServiceImplementation = {
  handshake: answerCall((request: LanguageHandshakeRequest) => {
    engineAddress = request.getEngineAddress();
    return new LanguageHandshakeResponse();
  }),

  getPluginInfo: answerCall(() => new PluginInfo()),

  getRequiredPlugins: answerCall((request: GetRequiredPluginsRequest) => {
    const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const response = new GetRequiredPluginsResponse();
    for (const plugin of requiredPlugins(directory)) {
      const dependency = new PluginDependency();
      dependency.setName(plugin.name);
      dependency.setKind('resource');
      dependency.setVersion(plugin.version);
      dependency.setServer(plugin.server);
      response.addPlugins(dependency);
    }
    return response;
  }),

  getRequiredPackages: answerCall((request: GetRequiredPackagesRequest) => {
    const response = new GetRequiredPackagesResponse();
    for (const plugin of requiredPlugins(request.getInfo()?.getProgramDirectory() ?? '.')) {
      const dependency = new PackageDependency();
      dependency.setName(plugin.name);
      dependency.setKind('resource');
      dependency.setVersion(plugin.version);
      dependency.setServer(plugin.server);
      response.addPackages(dependency);
    }
    return response;
  }),

  run: answerCall(async (request: RunRequest) => {
    const info = request.getInfo();
    const end = await runProgram(
      {
        project: request.getProject(),
        stack: request.getStack(),
        organization: request.getOrganization(),
        pwd: request.getPwd(),
        rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
        programDirectory: info?.getProgramDirectory() ?? request.getPwd(),
        entryPoint: info?.getEntryPoint() ?? request.getProgram(),
        args: request.getArgsList(),
        config: Object.fromEntries(request.getConfigMap().entries() as Iterable<[string, string]>),
        configSecretKeys: request.getConfigsecretkeysList(),
        dryRun: request.getDryrun(),
        parallel: request.getParallel(),
        monitorAddress: request.getMonitorAddress(),
        engineAddress,
        options: (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>,
      },
      cancellation.signal,
    );
    const response = new RunResponse();
    response.setError(end.error);
    response.setBail(end.bail);
    return response;
  }),

  installDependencies: (
    call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
  ) => {
    const cwd = call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory();
    const npm = spawnSync('npm', ['install'], { cwd });
    const response = new InstallDependenciesResponse();
    response.setStdout(npm.stdout);
    response.setStderr(npm.stderr);
    call.write(response);
    if (npm.status === 0) call.end();
    else call.destroy(new Error(`npm install failed in ${cwd}`));
  },

  runtimeOptionsPrompts: answerCall(() => new RuntimeOptionsResponse()),

  about: answerCall(() => {
    const response = new AboutResponse();
    response.setExecutable(process.execPath);
    response.setVersion(process.version);
    return response;
  }),

  getProgramDependencies: answerCall((request: GetProgramDependenciesRequest) => {
    const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const response = new GetProgramDependenciesResponse();
    for (const { name, version } of programDependencies(directory)) {
      const dependency = new DependencyInfo();
      dependency.setName(name);
      dependency.setVersion(version);
      response.addDependencies(dependency);
    }
    return response;
  }),

  cancel: answerCall(() => {
    cancellation.abort();
    cancellation = new AbortController();
    return new EmptyMessage();
  }),
};

void servePlugin(LanguageRuntimeService, implementation);
