/** Digits that Docker shows of an image's id. */
const DIGITS = 12;

/** An image's id as Docker shows it, e.g. `46b0735b776d` of `sha256:46b0735b776d…`. */
export function shortImageId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, DIGITS);
}
