import { describe, expect, it } from 'vitest';
import { controlGroupPaths, parseControlGroup } from './control-group';

const network = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:   13529     129    0    0    0     0          0         0    13529     129    0    0    0     0       0          0
  eth0:     866      11    0    0    0     0          0         0       77       2    0    0    0     0       0          0
  eth1:100      11    0    0    0     0          0         0       3       2    0    0    0     0       0          0
`;

describe("a container's control group", () => {
  it('is found by controller in the first version', () => {
    const paths = controlGroupPaths('8:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/other\n');
    expect(paths.get('cpuacct')).toBe('/docker/abc');
    expect(paths.get('memory')).toBe('/docker/abc');
    expect(paths.get('blkio')).toBeUndefined();
  });

  it('is found without one in the second version', () => {
    const paths = controlGroupPaths('0::/system.slice/docker-abc.scope\n');
    expect([...paths]).toEqual([['', '/system.slice/docker-abc.scope']]);
  });

  it('tells its usage in the first version', () => {
    expect(
      parseControlGroup(1, {
        atMs: 5,
        cpu: '2500000000\n',
        memory: '5000\n',
        memoryDetails: 'inactive_file 1\ntotal_inactive_file 2000\n',
        disk: '8:0 Read 100\n8:0 Write 200\n8:0 Total 300\n8:16 Write 7\nTotal 307\n',
        network,
      }),
    ).toEqual({
      atMs: 5,
      cpuMs: 2500,
      memoryBytes: 3000,
      diskReadBytes: 100,
      diskWriteBytes: 207,
      networkRxBytes: 966,
      networkTxBytes: 80,
    });
  });

  it('tells its usage in the second version', () => {
    expect(
      parseControlGroup(2, {
        atMs: 5,
        cpu: 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n',
        memory: '5000\n',
        memoryDetails: 'anon 3000\ninactive_file 1000\n',
        disk: '8:0 rbytes=10 wbytes=20 rios=1 wios=2\n8:16 rbytes=1 wbytes=2 rios=1 wios=1\n',
        network,
      }),
    ).toMatchObject({ cpuMs: 2500, memoryBytes: 4000, diskReadBytes: 11, diskWriteBytes: 22 });
  });
});
