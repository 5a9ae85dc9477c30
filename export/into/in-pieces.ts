/**
 * Divides rows in COPY's text format into pieces that end with a row. Each has to be read to its end before the next.
 *
 * @param bytes of a piece, at least, but for the last one
 */
export async function* inPieces(
  rows: AsyncIterable<Buffer>,
  bytes: number,
): AsyncGenerator<AsyncIterable<Buffer>> {
  const chunks = rows[Symbol.asyncIterator]();
  const read = async (): Promise<Buffer | undefined> => {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  };
  let next = await read();
  const piece = async function* (): AsyncGenerator<Buffer> {
    for (let length = 0; next !== undefined; next = await read()) {
      length += next.length;
      const end = length < bytes ? 0 : next.lastIndexOf('\n') + 1;
      if (end > 0) {
        const last = next.subarray(0, end);
        next = end < next.length ? next.subarray(end) : await read();
        yield last;
        return;
      }
      yield next;
    }
  };
  while (next !== undefined) yield piece();
}
