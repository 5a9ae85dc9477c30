import { describe, expect, it } from 'vitest';
import { extract } from 'tar-stream';
import { uploadArchive, uploadContent } from './uploads';

describe('uploadArchive', () => {
  it('has each file with its mode and owner', async () => {
    const archive = await uploadArchive([
      { file: '/etc/a', content: 'one', executable: false },
      { file: '/bin/b', contentBase64: 'dHdv', executable: true },
      { file: '/c', content: 'x', executable: true, permissions: '0600', owner: '70', group: '71' },
    ]);
    const files: unknown[] = [];
    for await (const entry of archive.pipe(extract())) {
      let text = '';
      for await (const chunk of entry) text += String(chunk);
      const { name, mode, uid, gid } = entry.header;
      files.push([name, mode?.toString(8), uid, gid, text]);
    }
    expect(files).toEqual([
      ['etc/a', '644', 0, 0, 'one'],
      ['bin/b', '744', 0, 0, 'two'],
      ['c', '600', 70, 71, 'x'],
    ]);
  });
});

describe('uploadContent', () => {
  it.each([
    [{}, 'no content'],
    [{ content: '' }, 'no content'],
    [{ content: 'a', source: '/b' }, 'more than one content'],
  ])('refuses %j', async (given, problem) => {
    const upload = { file: '/etc/a', executable: false, ...given };
    await expect(uploadContent(upload)).rejects.toThrow(`the upload of /etc/a has ${problem}`);
  });
});
