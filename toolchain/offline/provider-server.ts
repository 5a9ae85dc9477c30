import { Metadata, status } from '@grpc/grpc-js';
import type {
  sendUnaryData,
  ServerUnaryCall,
  StatusObject,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import type { PluginAttach } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  ErrorResourceInitFailed,
  GetSchemaResponse,
  PropertyDiff,
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
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { EngineLog } from './engine-log';
import { servePlugin } from './plugin-server';
import { unwrapSecrets } from './property-values';
import type { Properties } from './property-values';
import { AnyMessage, EmptyMessage, StructMessage } from './protobuf';
import type { Struct } from './protobuf';
import { ResourceOperations } from './resource-operations';
import type { PropertyChange } from './property-diff';
import { InitializationError } from './resource-type';
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
    handshake: answer((request: ProviderHandshakeRequest) => {
      this.log = new EngineLog(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: answer((request: PluginAttach) => {
      this.log = new EngineLog(request.getAddress());
      return new EmptyMessage();
    }),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(this.provider.version);
      return info;
    }),
    getSchema: answer(() => {
      const response = new GetSchemaResponse();
      const { name, version } = this.provider;
      response.setSchema(JSON.stringify({ name, version, resources: {} }));
      return response;
    }),
    checkConfig: answer((request: CheckRequest) => this.checkConfig(request)),
    diffConfig: answer(() => new DiffResponse()),
    configure: answer((request: ConfigureRequest) => {
      this.provider.configure(unwrapSecrets(fromStruct(request.getArgs())).properties);
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    invoke: answer((request: InvokeRequest) => {
      throw new Error(
        `the stand-in for ${this.provider.name} has no function ${request.getTok()}; use the official plugin for it`,
      );
    }),
    cancel: answer(() => {
      this.cancellation.abort();
      return new EmptyMessage();
    }),
    check: answer((request: CheckRequest) => this.check(request)),
    diff: answer((request: DiffRequest) => this.diff(request)),
    create: answer((request: CreateRequest) => this.create(request)),
    read: answer((request: ReadRequest) => this.read(request)),
    update: answer((request: UpdateRequest) => this.update(request)),
    delete: answer((request: DeleteRequest) => this.delete(request)),
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

/** Answers a call with what `work` returns; what it throws becomes the call's error. */
function answer<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(errorStatus(error));
        },
      );
  };
}

function errorStatus(error: unknown): Partial<StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  if (!(error instanceof InitializationError)) return { code: status.UNKNOWN, details };
  const failure = new ErrorResourceInitFailed();
  failure.setId(error.state.id);
  failure.setProperties(toStruct(error.state.outputs));
  failure.setReasonsList([error.reason]);
  const detail = new AnyMessage();
  detail.pack(failure.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
  const rich = new Status();
  rich.setCode(status.UNKNOWN);
  rich.setMessage(details);
  rich.addDetails(detail);
  const metadata = new Metadata();
  metadata.add('grpc-status-details-bin', Buffer.from(rich.serializeBinary()));
  return { code: status.UNKNOWN, details, metadata };
}

function checkFailure(property: string, reason: string): CheckFailure {
  const failure = new CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

function diffResponse(
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

function fromStruct(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

function toStruct(properties: Properties): Struct {
  return StructMessage.fromJavaScript(properties);
}
