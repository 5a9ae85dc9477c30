import { Metadata, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, StatusObject } from '@grpc/grpc-js';
import { ErrorResourceInitFailed } from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { toStruct } from './property-structs';
import { AnyMessage } from './protobuf';
import { InitializationError } from './resource-type';

/** Answers a call with what `work` returns; what it throws becomes the call's error. */
export function answerCall<Request, Response>(
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
