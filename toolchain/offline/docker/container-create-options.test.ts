import { describe, expect, it } from 'vitest';
import { withDefaults } from '../input-table';
import type { Properties } from '../property-values';
import { containerCreateOptions } from './container-create-options';
import { CONTAINER_INPUTS } from './container-inputs';
import type { ContainerInputs } from './container-inputs';

function options(inputs: Properties) {
  const complete = withDefaults(CONTAINER_INPUTS, { name: 'box', image: 'a', ...inputs });
  return containerCreateOptions(complete as unknown as ContainerInputs);
}

describe('containerCreateOptions', () => {
  it('turns MiB into bytes, and doubles the memory for swap where none is given', () => {
    expect(options({ memory: 64, shmSize: 128 }).HostConfig).toMatchObject({
      Memory: 67_108_864,
      MemorySwap: 134_217_728,
      ShmSize: 134_217_728,
    });
    expect(options({ memory: 64, memorySwap: -1 }).HostConfig?.MemorySwap).toBe(-1);
  });

  it('turns a health check into nanoseconds, without a start interval that old engines refuse', () => {
    const healthcheck = { tests: ['CMD', 'x'], interval: '2s', startPeriod: '1m0s', retries: 3 };
    expect(options({ healthcheck }).Healthcheck).toEqual({
      Test: ['CMD', 'x'],
      Interval: 2e9,
      Timeout: 0,
      StartPeriod: 60e9,
      Retries: 3,
    });
  });

  it('binds ports to all addresses unless told otherwise', () => {
    const made = options({
      ports: [
        { internal: 5432, external: 6000, ip: '127.0.0.1' },
        { internal: 53, protocol: 'udp' },
      ],
    });
    expect(made.ExposedPorts).toEqual({ '5432/tcp': {}, '53/udp': {} });
    expect(made.HostConfig?.PortBindings).toEqual({
      '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '6000' }],
      '53/udp': [{ HostIp: '0.0.0.0', HostPort: '' }],
    });
  });

  it('mounts volumes and host folders', () => {
    const made = options({
      volumes: [
        { volumeName: 'data', containerPath: '/data' },
        { hostPath: '/srv', containerPath: '/srv', readOnly: true },
        { containerPath: '/scratch' },
      ],
    });
    expect(made.HostConfig?.Binds).toEqual(['data:/data:rw', '/srv:/srv:ro']);
    expect(made.Volumes).toEqual({ '/scratch': {} });
  });

  it('hands on what a container may do', () => {
    const made = options({
      capabilities: { adds: ['KILL'], drops: ['ALL'] },
      securityOpts: ['no-new-privileges:true'],
      readOnly: true,
      tmpfs: { '/tmp': 'rw,noexec' },
    });
    expect(made.HostConfig).toMatchObject({
      CapAdd: ['KILL'],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec' },
    });
  });

  it('says nothing about what is not given', () => {
    const made = options({});
    expect(made).not.toHaveProperty('Cmd');
    expect(made).not.toHaveProperty('Healthcheck');
    expect(made.HostConfig).not.toHaveProperty('LogConfig');
    expect(made.HostConfig).toMatchObject({ Init: false, RestartPolicy: { Name: 'no' } });
  });
});
