/**
 * The image with Citus that the tests may use, decided by `npm test` before they start: present
 * locally or pulled. Undefined where there is none; what needs it is then skipped.
 */
export const CITUS_IMAGE = process.env['CITUS_CLUSTER_TEST_CITUS_IMAGE'] || undefined;
