import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processUsage } from './process-usage';

describe.runIf(existsSync('/proc/self/stat'))('processUsage', () => {
  // A busy machine may take long to give it that much CPU time.
  it('tells the CPU time that a process has used', { timeout: 60_000 }, async () => {
    const before = await processUsage(process.pid);
    const busyUntil = process.cpuUsage().user + 100_000;
    while (process.cpuUsage().user < busyUntil);
    const after = await processUsage(process.pid);
    const used = (after?.cpuMs ?? NaN) - (before?.cpuMs ?? NaN);
    expect(used).toBeGreaterThan(80);
    expect(after?.memoryBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  it('is undefined for a process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'close');
    expect(await processUsage(child.pid ?? 0)).toBeUndefined();
  });
});
