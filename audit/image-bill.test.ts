import { expect, it } from 'vitest';
import { imageBill } from './image-bill';

it('names packages as lists of advisories do', () => {
  const told = 'debian 13\nlibc6 2.41-12+deb13u1 amd64 glibc\nperl 5.40.1-6 amd64 perl\n';
  const bill = imageBill('citus-cluster/services:dev', 'sha256:1', told);
  expect(bill.metadata.component).toEqual({
    ...{ type: 'container', name: 'citus-cluster/services:dev', version: 'sha256:1' },
  });
  expect(bill.components.map(({ purl }) => purl)).toEqual([
    'pkg:deb/debian/libc6@2.41-12%2Bdeb13u1?arch=amd64&distro=debian-13&upstream=glibc',
    'pkg:deb/debian/perl@5.40.1-6?arch=amd64&distro=debian-13',
  ]);
});
