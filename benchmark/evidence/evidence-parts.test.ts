import { describe, expect, it } from 'vitest';
import { parseFlushTime } from './flush-time';
import { planHash } from './plans';
import { withoutSecrets } from './server-settings';
import { summariseWaits } from './wait-events';
import { walDifference, type WalCounters } from './wal-and-checkpoints';

describe('wait events', () => {
  it('are mean numbers of sessions over all samples, most first', () => {
    const cpu = { origin: 'client', type: 'CPU', event: 'CPU', sessions: 1 } as const;
    const sync = { origin: 'client', type: 'IPC', event: 'SyncRep', sessions: 3 } as const;
    expect(summariseWaits('a', [[cpu, sync], [sync], [cpu], []])).toEqual({
      node: 'a',
      samples: 4,
      events: [
        { origin: 'client', type: 'IPC', event: 'SyncRep', sessions: 1.5 },
        { origin: 'client', type: 'CPU', event: 'CPU', sessions: 0.5 },
      ],
    });
  });

  it('tell the sessions of other nodes from those of clients', () => {
    const wait = { type: 'Lock', event: 'tuple', sessions: 1 } as const;
    const { events } = summariseWaits('a', [
      [
        { ...wait, origin: 'client' },
        { ...wait, origin: 'cluster' },
      ],
    ]);
    expect(events.map(({ origin }) => origin).sort()).toEqual(['client', 'cluster']);
  });
});

describe('log and checkpoints', () => {
  const counters: WalCounters = {
    ...{ position: 5000, in_recovery: false, records: 10, full_pages: 4 },
    ...{ checkpoints_timed: 2, checkpoints_requested: 1, checkpoint_buffers: 100 },
  };

  it('are differences, with the largest lag of all samples', () => {
    const after = { ...counters, position: 9000, records: 25, checkpoints_timed: 3 };
    const lag = [
      { in_recovery: false, bytes: 100, ms: null },
      { in_recovery: false, bytes: 700, ms: 1.26 },
      { in_recovery: false, bytes: null, ms: null },
    ];
    expect(walDifference('a', counters, after, lag)).toEqual({
      node: 'a',
      wal_bytes: 4000,
      wal_records: 15,
      wal_full_pages: 0,
      checkpoints_timed: 1,
      checkpoints_requested: 0,
      checkpoint_buffers: 0,
      replication_lag_bytes_max: 700,
      replication_lag_ms_max: 1.3,
    });
  });

  it('count from 0 after a crash reset them', () => {
    const after = { ...counters, position: 6000, records: 3 };
    expect(walDifference('a', counters, after, [])).toMatchObject({
      wal_bytes: 1000,
      wal_records: 3,
      replication_lag_bytes_max: null,
    });
  });
});

describe('the hash of a plan', () => {
  const plan = (shard: number, node: string, value: string): string[] => [
    'Custom Scan (Citus Adaptive)',
    '  Task Count: 1',
    `        Node: host=${node} port=5432 dbname=citus`,
    `        ->  Index Scan using vehicle_locations_pkey_${shard} on public.vehicle_locations_${shard}`,
    `              Index Cond: (region_code = '${value}'::text)`,
  ];

  it('is the same for another parameter, shard and node', () => {
    expect(planHash(plan(102008, 'worker-1-a', 'north'))).toBe(
      planHash(plan(102011, 'worker-2-b', 'south')),
    );
  });

  it('is another one for another way to the rows', () => {
    const other = plan(102008, 'worker-1-a', 'north').map((line) =>
      line.replace('Index Scan', 'Bitmap Heap Scan'),
    );
    expect(planHash(other)).not.toBe(planHash(plan(102008, 'worker-1-a', 'north')));
  });
});

describe('settings', () => {
  it('leave out what may hold a password', () => {
    const source = 'command line';
    const settings = [
      { name: 'shared_buffers', value: '512MB', source },
      { name: 'primary_conninfo', value: 'host=a password=b', source },
      { name: 'citus.node_conninfo', value: 'sslmode=prefer', source },
      { name: 'ssl_passphrase_command', value: 'echo x', source },
      { name: 'archive_command', value: 'cp %p /backup', source },
      { name: 'my.backup', value: 'https://user:word@backup', source },
    ];
    expect(withoutSecrets(settings).map(({ name }) => name)).toEqual(['shared_buffers']);
  });
});

describe('the time of a flush', () => {
  it('is read from what dd prints', () => {
    const text =
      '50+0 records in\n50+0 records out\n409600 bytes (410 kB, 400 KiB) copied, 0.0156 s, 26 MB/s\n';
    expect(parseFlushTime(text)).toBe(312);
    expect(parseFlushTime('409600 bytes copied, 2.5e-03 s, 1 GB/s')).toBe(50);
  });

  it('fails with what dd complained about', () => {
    expect(() =>
      parseFlushTime("dd: failed to open '/x/.flush-time': Permission denied\n"),
    ).toThrow('Permission denied');
  });
});
