import { expect, it } from 'vitest';
import { httpSchemes } from './http-schemes';
import { TLS_STAGES } from './tls-stage';

it('is ready for both schemes while containers change from one to the other', () => {
  const tls = { names: [], leafDays: 90, renewDays: 30, authorities: ['1'] };
  const schemes = TLS_STAGES.map((stage) =>
    httpSchemes(stage === 'off' ? {} : { tls: { ...tls, stage } }).join(),
  );
  expect(schemes).toEqual(['http', 'http,https', 'https,http', 'https', 'https']);
});
