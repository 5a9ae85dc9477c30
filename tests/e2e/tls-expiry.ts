import { expect, it } from 'vitest';
export function describeExpiry(stack: string): void {
  it.todo(stack);
  void expect;
}
