/** Bytes as a person reads them, in powers of 1,024: `0 B`, `96 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  const text = power === 0 || value >= 100 ? Math.round(value).toString() : value.toFixed(1);
  return `${text} ${units[power]}`;
}
