import type { Preset } from '../../api/catalogue';

/** Forms filled in: what people start most. */
export const PRESETS: readonly Preset[] = [
  { name: 'read', title: 'Reads', request: { scenario: 'read', vus: 8, durationS: 30 } },
  { name: 'write', title: 'Writes', request: { scenario: 'write', vus: 8, durationS: 30 } },
  {
    name: 'mixed',
    title: 'Mixed: 80 % reads',
    request: { scenario: 'mixed', vus: 8, durationS: 30, readRatio: 80 },
  },
  {
    name: 'spatial',
    title: 'Spatial reads',
    request: { scenario: 'spatial', vus: 8, durationS: 30 },
  },
  {
    name: 'seed-profile',
    title: 'Seed profile: 100 people who think',
    request: { scenario: 'seed-profile', vus: 100, durationS: 60, readRatio: 80 },
  },
];
