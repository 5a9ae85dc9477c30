import { describe, expect, it } from 'vitest';
import { appendFrame, frameAt, parseFrame, type ContainerFrame } from './container-frame';
import { containerSeries, summariseContainer } from './container-series';

function frame(atMs: number, cpuMs: number, more: Partial<ContainerFrame> = {}): ContainerFrame {
  return {
    ...{ atMs, cpuMs, memoryBytes: 1000, diskReadBytes: 0, diskWriteBytes: 0 },
    ...{ networkRxBytes: 0, networkTxBytes: 0 },
    ...more,
  };
}

describe('a document of the stats stream', () => {
  const document = {
    read: '2026-01-02T03:04:05.678901234Z',
    cpu_stats: { cpu_usage: { total_usage: 2_500_000_000 } },
    networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
  };

  it('is read with the first version of cgroups', () => {
    const line = JSON.stringify({
      ...document,
      memory_stats: { usage: 5000, stats: { total_inactive_file: 2000, inactive_file: 1 } },
      blkio_stats: {
        io_service_bytes_recursive: [
          { major: 8, minor: 0, op: 'Read', value: 100 },
          { major: 8, minor: 0, op: 'Write', value: 200 },
          { major: 8, minor: 0, op: 'Total', value: 300 },
          { major: 8, minor: 16, op: 'Write', value: 7 },
        ],
      },
    });
    expect(parseFrame(line)).toEqual({
      atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      cpuMs: 2500,
      memoryBytes: 3000,
      diskReadBytes: 100,
      diskWriteBytes: 207,
      networkRxBytes: 11,
      networkTxBytes: 22,
    });
  });

  it('is read with the second version of cgroups', () => {
    const line = JSON.stringify({
      ...document,
      memory_stats: { usage: 5000, stats: { inactive_file: 1000 } },
      blkio_stats: { io_service_bytes_recursive: [{ op: 'write', value: 9 }] },
    });
    expect(parseFrame(line)).toMatchObject({
      memoryBytes: 4000,
      diskReadBytes: 0,
      diskWriteBytes: 9,
    });
  });

  it('holds nothing for a container that does not run', () => {
    const line = JSON.stringify({
      read: '0001-01-01T00:00:00Z',
      cpu_stats: { cpu_usage: { total_usage: 0 } },
      memory_stats: {},
      blkio_stats: { io_service_bytes_recursive: null },
    });
    expect(parseFrame(line)).toBeUndefined();
  });
});

describe('frames of a container', () => {
  it('go on where the container was started again', () => {
    const frames: ContainerFrame[] = [];
    const read = [frame(0, 100), frame(1000, 150), frame(2000, 30), frame(3000, 40)];
    read.forEach((next, i) => {
      appendFrame(frames, next, read[i - 1]);
    });
    expect(frames.map(({ cpuMs }) => cpuMs)).toEqual([100, 150, 180, 190]);
  });

  it('are interpolated between two of them, not beyond and not over a long gap', () => {
    const frames = [frame(1000, 100), frame(2000, 300), frame(60_000, 400)];
    expect(frameAt(frames, 1500)?.cpuMs).toBe(200);
    expect(frameAt(frames, 2000)?.cpuMs).toBe(300);
    expect(frameAt(frames, 999)).toBeUndefined();
    expect(frameAt(frames, 30_000)).toBeUndefined();
    expect(frameAt(frames, 60_001)).toBeUndefined();
  });
});

describe('the usage of a container', () => {
  // Two cores' worth within the second second, half a core's in the others.
  const frames = [
    frame(500, 0),
    frame(1500, 500),
    frame(2500, 2500, { memoryBytes: 9000, networkTxBytes: 4000 }),
    frame(3500, 3000, { networkTxBytes: 4500 }),
  ];

  it('is given by the second, as percent of one core', () => {
    const { cpu_pct, network_tx_bytes } = containerSeries('x', frames, { fromMs: 500, toMs: 4500 });
    expect(cpu_pct).toEqual([50, 200, 50, null]);
    expect(network_tx_bytes).toEqual([0, 4000, 500, null]);
  });

  it('is summed up over the measured time', () => {
    expect(summariseContainer('x', frames, { fromMs: 1500, toMs: 3500 })).toEqual({
      name: 'x',
      cpu_s: 2.5,
      cpu_pct: 125,
      cpu_pct_max: 200,
      memory_bytes_max: 9000,
      disk_read_bytes: 0,
      disk_write_bytes: 0,
      network_rx_bytes: 0,
      network_tx_bytes: 4500,
    });
  });

  it('is of the part that was seen, where a container came late', () => {
    expect(summariseContainer('x', frames, { fromMs: 0, toMs: 2500 })?.cpu_s).toBe(2.5);
    expect(summariseContainer('x', frames, { fromMs: 9000, toMs: 9900 })).toBeUndefined();
  });
});
