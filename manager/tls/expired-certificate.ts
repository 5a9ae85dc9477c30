/** Whether a server was refused because its certificate, or its authority's, is past its end. */
export function isExpired(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'CERT_HAS_EXPIRED';
}

/** An error as it was; one of an expired certificate says whose it is, which Node.js does not. */
export function nameExpired(error: unknown, server: string): unknown {
  if (!isExpired(error)) return error;
  const message = `certificate of ${server}, or its authority's, has expired`;
  return Object.assign(new Error(message, { cause: error }), { code: 'CERT_HAS_EXPIRED' });
}
