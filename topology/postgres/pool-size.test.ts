import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from '../config/config';
import { clientConnections, poolSize } from './pool-size';

const sizeOf = (raw: RawConfig): number => poolSize(parseClusterConfig('test', raw));

describe('poolSize', () => {
  it("follows the coordinator's memory, in steps", () => {
    expect(sizeOf({})).toBe(32);
    expect(sizeOf({ 'resources.coordinator.memoryMiB': 1024 + 32 })).toBe(32);
    expect(sizeOf({ 'resources.coordinator.memoryMiB': 2048 })).toBe(64);
    expect(sizeOf({ 'resources.coordinator.memoryMiB': 64 })).toBe(4);
  });

  it('follows the CPU limit where there is one', () => {
    expect(sizeOf({ 'resources.coordinator.cpus': '1.5' })).toBe(24);
    expect(sizeOf({ 'resources.coordinator.cpus': '0.1' })).toBe(4);
  });

  it('leaves half of the connections to those who come directly', () => {
    const memory = { 'resources.coordinator.memoryMiB': 65_536 };
    expect(sizeOf(memory)).toBe(72);
    expect(sizeOf({ ...memory, engine: 'native' })).toBe(100);
    expect(sizeOf({ ...memory, 'postgres.coordinator': { max_connections: 60 } })).toBe(28);
  });

  it('is what the configuration says where it says something', () => {
    expect(sizeOf({ 'pooler.poolSize': 7 })).toBe(7);
  });

  it('is refused where the coordinator does not take as many connections', () => {
    expect(() => sizeOf({ 'pooler.poolSize': 151 })).toThrow(
      'config pooler.poolSize is 151 with 150 client connections of the coordinator',
    );
    const more = { 'citus.max_client_connections': -1 };
    expect(sizeOf({ 'pooler.poolSize': 151, 'postgres.coordinator': more })).toBe(151);
  });
});

describe('clientConnections', () => {
  it("leaves what is no number to PostgreSQL's own check", () => {
    const raw = { 'postgres.coordinator': { max_connections: 'many' } };
    expect(clientConnections(parseClusterConfig('test', raw))).toBe(150);
  });
});
