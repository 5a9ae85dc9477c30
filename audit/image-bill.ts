/** A CycloneDX document of an image, as far as it is made here. */
export interface ImageBill {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.5';
  readonly version: 1;
  readonly metadata: { readonly component: BillComponent };
  readonly components: readonly BillComponent[];
}

/** Something that a document lists. */
export interface BillComponent {
  readonly type: 'container' | 'library';
  readonly name: string;
  readonly version: string;
  /** By which others find it, https://github.com/package-url/purl-spec. */
  readonly purl?: string;
}

/**
 * The packages of an image. The same image gives the same document.
 *
 * @param image its name
 * @param id its id, `sha256:…`
 * @param told a line with the distribution and its version, then one for each package: name, version,
 *   architecture, name of its source
 */
export function imageBill(image: string, id: string, told: string): ImageBill {
  const [distribution = '', ...lines] = told.trim().split('\n');
  const [os = '', osVersion = ''] = distribution.split(' ');
  const components = lines.map((line): BillComponent => {
    const [name = '', version = '', architecture = '', source = ''] = line.split(' ');
    const qualifiers = [`arch=${architecture}`, `distro=${os}-${osVersion}`];
    // Advisories are for sources.
    if (source !== '' && source !== name) qualifiers.push(`upstream=${encodeURIComponent(source)}`);
    const path = [name, version].map(encodeURIComponent).join('@');
    const purl = `pkg:deb/${os}/${path}?${qualifiers.join('&')}`;
    return { type: 'library', name, version, purl };
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'container', name: image, version: id } },
    components,
  };
}
