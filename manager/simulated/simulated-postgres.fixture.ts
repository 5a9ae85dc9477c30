import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { CertificatePaths } from '../tls/certificates';
import { serverOptions } from '../tls/certificates.fixture';

/** A statement that came to a simulated PostgreSQL. */
export interface SimulatedStatement {
  /** The address that it came to, which tells the node. */
  readonly address: string;
  readonly sql: string;
  /** As texts. */
  readonly parameters: readonly string[];
}

/** A row of an answer; a list is a `text[]`. */
type SimulatedRow = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Answers a statement. */
export type SimulatedAnswer = (statement: SimulatedStatement) => readonly SimulatedRow[];

/**
 * A server that speaks PostgreSQL's protocol (https://www.postgresql.org/docs/17/protocol.html) as far as
 * the manager's sessions do, takes any login, and answers each statement by a function. One of its kind
 * stands for every node: which one is meant tells the address.
 *
 * @param paths its certificate, where it speaks TLS; default in clear
 */
export function simulatedPostgres(answer: SimulatedAnswer, paths?: CertificatePaths): Server {
  const secureContext = paths && createSecureContext(serverOptions(paths));
  return createServer((socket) => {
    const address = socket.localAddress ?? '';
    const begin = (session: Socket): void => {
      session.on('error', () => undefined);
      session.once('data', () => {
        session.write(Buffer.concat([message('R', Buffer.alloc(4)), READY]));
        serve(session, address, answer);
      });
    };
    if (secureContext === undefined) return void begin(socket);
    socket.on('error', () => undefined);
    // The first message asks for TLS.
    socket.once('data', () => {
      socket.write('S');
      begin(new TLSSocket(socket, { isServer: true, secureContext }));
    });
  });
}

function serve(session: Socket, address: string, answer: SimulatedAnswer): void {
  let unread = Buffer.alloc(0);
  let sql = '';
  let parameters: string[] = [];
  const rows = (withDescription: boolean): Buffer => {
    const found = answer({ address, sql, parameters });
    const described = withDescription && found.length > 0 ? [description(found)] : [];
    const parts = [...described, ...found.map(dataRow)];
    return Buffer.concat([...parts, message('C', Buffer.from(`SELECT ${found.length}\0`))]);
  };
  /** The answer to a message of this type. */
  const reply = (type: string, body: Buffer): Buffer | undefined => {
    switch (type) {
      case 'Q':
        sql = body.toString('utf8', 0, body.length - 1);
        return Buffer.concat([rows(true), READY]);
      case 'P':
        sql = body.toString('utf8', 1, body.indexOf(0, 1));
        return message('1');
      case 'B':
        parameters = boundTexts(body);
        return message('2');
      case 'D':
        return description(answer({ address, sql, parameters }));
      case 'E':
        return rows(false);
      case 'S':
        return READY;
      default:
        session.end();
        return undefined;
    }
  };
  session.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    const replies: Buffer[] = [];
    while (unread.length >= 5 && unread.length > unread.readInt32BE(1)) {
      const end = 1 + unread.readInt32BE(1);
      replies.push(reply(String.fromCharCode(unread[0] ?? 0), unread.subarray(5, end)) ?? NOTHING);
      unread = unread.subarray(end);
    }
    if (session.writable) session.write(Buffer.concat(replies));
  });
}

const NOTHING = Buffer.alloc(0);

/** The server waits for the next statement, outside of a transaction. */
const READY = message('Z', Buffer.from('I'));

/** Parameters of a Bind message, whose names of portal and statement are empty, all of them as texts. */
function boundTexts(body: Buffer): string[] {
  let at = 2;
  const formats = body.readInt16BE(at);
  at += 2 + 2 * formats;
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    const text = body.toString('utf8', at + 4, at + 4 + length);
    at += 4 + length;
    return text;
  });
}

function description(rows: readonly SimulatedRow[]): Buffer {
  const columns = Object.entries(rows[0] ?? {});
  if (columns.length === 0) return message('n');
  const fields = columns.map(([name, value]) => {
    const field = Buffer.alloc(18);
    field.writeInt32BE(typeOf(value), 6);
    return Buffer.concat([Buffer.from(`${name}\0`), field]);
  });
  return message('T', int16(columns.length), ...fields);
}

/** PostgreSQL's numbers of its types text[], text, double precision and boolean (pg_type.dat). */
function typeOf(value: SimulatedRow[string]): number {
  if (typeof value === 'object') return 1009;
  return { string: 25, number: 701, boolean: 16 }[typeof value as 'string' | 'number' | 'boolean'];
}

function dataRow(row: SimulatedRow): Buffer {
  const values = Object.values(row).map((value) => {
    const text = Buffer.from(
      typeof value === 'object' ? `{${value.map((one) => `"${one}"`).join()}}` : String(value),
    );
    return Buffer.concat([int32(text.length), text]);
  });
  return message('D', int16(values.length), ...values);
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
