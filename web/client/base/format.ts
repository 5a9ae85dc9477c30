/** A moment as `2026-01-02 03:04:05`; UTC, as the names of results are. */
export function formatMoment(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** A moment's time of day, `03:04:05`, UTC. */
export function formatTime(iso: string): string {
  return iso.slice(11, 19);
}

/** Seconds for people: `45 s`, `1 min 30 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  return joined(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function joined(much: number, large: string, rest: number, small: string): string {
  return rest === 0 ? `${much} ${large}` : `${much} ${large} ${rest} ${small}`;
}

/** A number of things: `1 run`, `2 runs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
