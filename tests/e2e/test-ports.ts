/** Host ports for a test's stack, from `first` on, apart from those of the project's stacks. */
export function testPorts(first: number) {
  return {
    write: first,
    read: first + 1,
    anyNode: first + 2,
    stats: first + 3,
    manager: first + 4,
    pooled: first + 5,
  };
}
