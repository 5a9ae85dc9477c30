/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  // An AggregateError (every address of a name refused) has an empty message.
  return (message || code || String(error)).split('\n', 1)[0] ?? '';
}
