import { expect, it } from 'vitest';
export function describeStages(stack: string): void {
  it.todo(stack);
  void expect;
}
