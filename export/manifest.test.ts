import { expect, it } from 'vitest';
import { exportedTable, exportOf } from './exports.fixture';
import { parseManifest } from './manifest';

it('reads what was written, and refuses what it does not know', () => {
  const manifest = exportOf('citus', [exportedTable('trips')]);
  expect(parseManifest(JSON.stringify(manifest), '/exports/a')).toEqual(manifest);
  expect(() => parseManifest(JSON.stringify({ ...manifest, format: 2 }), '/exports/a')).toThrow(
    /\/exports\/a is no export that can be read: its manifest.json has format: /,
  );
  expect(() => parseManifest('{"format": 1,', '/exports/a')).toThrow(/no export that can be read/);
});

it.each(['/etc/passwd', '../secret', 'data/../../x'])('takes no file outside: %s', (file) => {
  const schema = [{ file, bytes: 1, sha256: 'a'.repeat(64) }];
  const text = JSON.stringify({ ...exportOf('citus', []), schema });
  expect(() => parseManifest(text, 'here')).toThrow(/schema\.0\.file/);
});
