import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import type { PluginAttach } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
  ReadResponse,
  UpdateResponse,
} from '@pulumi/pulumi/proto/provider_pb';
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ProviderHandshakeRequest,
  ReadRequest,
  UpdateRequest,
} from '@pulumi/pulumi/proto/provider_pb';
import { answerCall } from './answer-call';
import { diffResponse } from './diff-response';
import { EngineLog } from './engine-log';
import { servePlugin } from './plugin-server';
import { fromStruct, toStruct } from './property-structs';
import { unwrapSecrets } from './property-values';
import type { Properties } from './property-values';
import { EmptyMessage } from './protobuf';
import { ResourceOperations } from './resource-operations';
import type { OperationContext, ResourceType } from './resource-type';

/** A provider: what it is called, what it manages, and how it takes its configuration. */
export interface Provider {
  /** package name: `docker` */
  name: string;
  /** the version of the official provider whose behaviour it stands in for */
  version: string;
  /** resource types by token: `docker:index/container:Container` */
  resources: Readonly<Record<string, ResourceType>>;
  /** the configuration keys it knows */
  configKeys: readonly string[];
  /** takes the configuration, by key */
  configure(config: Properties): void;
}

/** Serves a provider to the engine that started this process. */
export async function serveProvider(provider: Provider): Promise<void> {
  const address = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  await servePlugin(ResourceProviderService, new ProviderServer(provider, address).implementation);
}

class ProviderServer {
  private log: EngineLog | undefined;
  private readonly cancellation = new AbortController();

  constructor(
    private readonly provider: Provider,
    engineAddress: string | undefined,
  ) {
    if (engineAddress !== undefined) this.log = new EngineLog(engineAddress);
  }

  readonly implementation: UntypedServiceImplementation = {
    handshake: answerCall((request: ProviderHandshakeRequest) => {
      this.log = new EngineLog(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: answerCall((request: PluginAttach) => {
      this.log = new EngineLog(request.getAddress());
      return new EmptyMessage();
    }),
    getPluginInfo: answerCall(() => {
      const info = new PluginInfo();
      info.setVersion(this.provider.version);
      return info;
    }),
    getSchema: answerCall(() => {
      const response = new GetSchemaResponse();
      const { name, version } = this.provider;
      response.setSchema(JSON.stringify({ name, version, resources: {} }));
      return response;
    }),
    checkConfig: answerCall((request: CheckRequest) => this.checkConfig(request)),
    diffConfig: answerCall(() => new DiffResponse()),
    configure: answerCall((request: ConfigureRequest) => {
      this.provider.configure(unwrapSecrets(fromStruct(request.getArgs())).properties);
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    invoke: answerCall((request: InvokeRequest) => {
      throw new Error(
        `the stand-in for ${this.provider.name} has no function ${request.getTok()}; use the official plugin for it`,
      );
    }),
    cancel: answerCall(() => {
      this.cancellation.abort();
      return new EmptyMessage();
    }),
    check: answerCall((request: CheckRequest) => this.check(request)),
    diff: answerCall((request: DiffRequest) => this.diff(request)),
    create: answerCall((request: CreateRequest) => this.create(request)),
    read: answerCall((request: ReadRequest) => this.read(request)),
    update: answerCall((request: UpdateRequest) => this.update(request)),
    delete: answerCall((request: DeleteRequest) => this.delete(request)),
  };

  private operations(urn: string): ResourceOperations {
    // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
    const token = urn.split('::')[2]?.split('$').at(-1) ?? '';
    const type = this.provider.resources[token];
    if (type === undefined) {
      throw new Error(
        `the stand-in for ${this.provider.name} doesn't know the resource type ${token}; use the official plugin for it`,
      );
    }
    return new ResourceOperations(type, this.context(urn));
  }

  private context(urn: string): OperationContext {
    return {
      name: urn.split('::').slice(3).join('::'),
      signal: this.cancellation.signal,
      log: (message, severity = 'info', ephemeral = false) => {
        this.log?.write(urn, message, severity, ephemeral);
      },
    };
  }

  private checkConfig(request: CheckRequest): CheckResponse {
    const { properties } = unwrapSecrets(fromStruct(request.getNews()));
    const response = new CheckResponse();
    response.setInputs(request.getNews());
    for (const key of Object.keys(properties)) {
      if (['version', 'pluginDownloadURL', '__internal'].includes(key)) continue;
      if (this.provider.configKeys.includes(key)) continue;
      const reason = `the stand-in for ${this.provider.name} doesn't know the setting '${key}'`;
      response.addFailures(checkFailure(key, reason));
    }
    return response;
  }

  private async check(request: CheckRequest): Promise<CheckResponse> {
    const { inputs, failures } = await this.operations(request.getUrn()).check(
      fromStruct(request.getNews()),
      request.getOlds() === undefined ? undefined : fromStruct(request.getOlds()),
      request.getRandomseed_asU8(),
    );
    const response = new CheckResponse();
    response.setInputs(toStruct(inputs));
    for (const { property, reason } of failures) {
      response.addFailures(checkFailure(property, reason));
    }
    return response;
  }

  private diff(request: DiffRequest): DiffResponse {
    const operations = this.operations(request.getUrn());
    const changes = operations.diff(
      fromStruct(request.getOlds()),
      fromStruct(request.getNews()),
      request.getIgnorechangesList(),
    );
    return diffResponse(changes, operations.type.deleteBeforeReplace);
  }

  private async create(request: CreateRequest): Promise<CreateResponse> {
    const operations = this.operations(request.getUrn());
    const inputs = fromStruct(request.getProperties());
    const response = new CreateResponse();
    if (request.getPreview()) {
      response.setProperties(toStruct(operations.previewCreate(inputs)));
      return response;
    }
    const created = await this.flushing(operations.create(inputs));
    response.setId(created.id);
    response.setProperties(toStruct(created.outputs));
    return response;
  }

  private async update(request: UpdateRequest): Promise<UpdateResponse> {
    const operations = this.operations(request.getUrn());
    const old = { id: request.getId(), outputs: fromStruct(request.getOlds()) };
    const inputs = fromStruct(request.getNews());
    const response = new UpdateResponse();
    const outputs = request.getPreview()
      ? operations.previewUpdate(old, inputs)
      : await this.flushing(operations.update(old, inputs));
    response.setProperties(toStruct(outputs));
    return response;
  }

  private async read(request: ReadRequest): Promise<ReadResponse> {
    const operations = this.operations(request.getUrn());
    const state = { id: request.getId(), outputs: fromStruct(request.getProperties()) };
    const current = await operations.read(state);
    const response = new ReadResponse();
    if (current === undefined) return response;
    response.setId(current.id);
    response.setProperties(toStruct(current.outputs));
    response.setInputs(request.getInputs());
    return response;
  }

  private async delete(request: DeleteRequest): Promise<InstanceType<typeof EmptyMessage>> {
    const outputs = fromStruct(request.getProperties());
    await this.flushing(this.operations(request.getUrn()).delete({ id: request.getId(), outputs }));
    return new EmptyMessage();
  }

  /** The operation's log lines are shown before its end is. */
  private async flushing<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } finally {
      await this.log?.flush();
    }
  }
}

function checkFailure(property: string, reason: string): CheckFailure {
  const failure = new CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}
