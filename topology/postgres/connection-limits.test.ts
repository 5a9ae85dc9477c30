import { describe, expect, it } from 'vitest';
import { connectionLimits } from './connection-limits';

const citus = (workers: number, workerSessions?: number) =>
  connectionLimits({ engine: 'citus', workers }, workerSessions);

describe('connectionLimits', () => {
  it.each(Array.from({ length: 128 }, (_, index) => index + 1))(
    'of %d workers fit into what each node takes',
    (workers) => {
      const { coordinator, worker } = citus(workers);
      expect(coordinator.toEachNode + (workers - 1) * worker.toEachNode).toBeLessThanOrEqual(
        worker.sessions,
      );
      expect(coordinator.clients).toBeLessThanOrEqual(coordinator.toEachNode);
      expect(worker.toEachNode).toBeGreaterThanOrEqual(4);
      if (workers > 4) {
        // The daemon's connection is nobody else's, on either side.
        expect(worker.clients).toBe(worker.toEachNode - 1);
        expect(coordinator.clients + workers).toBeLessThan(coordinator.sessions);
      }
    },
  );

  it('are as ever up to four workers, and with workers that do not know each other', () => {
    const usual = citus(1);
    expect(usual.worker).toEqual({ sessions: 300, clients: 100, toEachNode: 50 });
    expect(usual.coordinator).toEqual({ sessions: 200, clients: 150, toEachNode: 150 });
    expect(citus(4)).toEqual(usual);
    expect(connectionLimits({ engine: 'native', workers: 128 })).toEqual(usual);
  });

  it('restart nothing while a cluster grows to 38 workers', () => {
    const sizes = Array.from({ length: 38 }, (_, index) => citus(index + 1));
    expect(new Set(sizes.map(({ worker }) => worker.sessions))).toEqual(new Set([300]));
    expect(new Set(sizes.map(({ coordinator }) => coordinator.sessions))).toEqual(new Set([200]));
    expect(citus(39).worker.sessions).toBe(400);
  });

  it('share what the user has workers take', () => {
    expect(citus(100, 1140).worker.toEachNode).toBe(10);
  });
});
