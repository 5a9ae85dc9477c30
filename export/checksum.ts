import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** Hands on what comes, and knows how many bytes it was and their SHA-256. */
export class Checksum extends Transform {
  bytes = 0;
  private readonly hash = createHash('sha256');

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    done(undefined, chunk);
  }

  /** Of all that came, hexadecimal; can be asked for once, at the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}
