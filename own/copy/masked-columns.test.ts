import { expect, it } from 'vitest';
import { personalColumns } from '../personal-columns';
import { profileOf } from '../schema.fixture';
import { maskedColumns } from './masked-columns';

const profile = profileOf({
  users: { columns: ['id', 'email text', 'home_city character(3)', 'kind text', 'name bigint'] },
  logins: { columns: ['id', 'user text'], references: ['user > users.email'] },
});

it('proposes texts whose names tell who somebody is', () => {
  expect(personalColumns(profile)).toEqual(['public.users.email', 'public.users.home_city']);
});

it('masks what a foreign key joins as well', () => {
  expect(maskedColumns(['public.users.email'], profile.tables)).toEqual([
    'public.logins.user',
    'public.users.email',
  ]);
});

it('refuses what is no text', () => {
  expect(() => maskedColumns(['public.users.id'], profile.tables)).toThrow(
    /^public.users.id can't be masked: it is no column of text/,
  );
});
