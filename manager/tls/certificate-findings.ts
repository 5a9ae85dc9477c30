/** What certificates, or their authorities, mean for the cluster. */
export interface CertificateFindings {
  /** Those past their end, or so near that it must not be waited for. */
  readonly reasons: readonly string[];
  /** Those that are to be renewed soon. */
  readonly notices: readonly string[];
}
