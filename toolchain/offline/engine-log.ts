import { credentials } from '@grpc/grpc-js';
import { EngineClient } from '@pulumi/pulumi/proto/engine_grpc_pb';
import { LogRequest, LogSeverity } from '@pulumi/pulumi/proto/engine_pb';

/** The engine's log: lines that the user sees beside the resource they are about. */
export class EngineLog {
  private readonly client: EngineClient;
  private pending: Promise<void> = Promise.resolve();

  /** @param address host:port of the engine, which it gives each plugin as its first argument */
  constructor(address: string) {
    this.client = new EngineClient(address, credentials.createInsecure() as never);
  }

  /** Sends one line; lines arrive in the order they were sent. A line that is lost is no failure. */
  write(urn: string, message: string, severity: 'info' | 'warning', ephemeral: boolean): void {
    const request = new LogRequest();
    request.setUrn(urn);
    request.setMessage(message);
    request.setSeverity(severity === 'info' ? LogSeverity.INFO : LogSeverity.WARNING);
    request.setEphemeral(ephemeral);
    this.pending = this.pending.then(
      () =>
        new Promise((resolve) => {
          this.client.log(request, () => {
            resolve();
          });
        }),
    );
  }

  /** Resolves when every line so far has been taken by the engine. */
  flush(): Promise<void> {
    return this.pending;
  }
}
