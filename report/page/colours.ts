/** A colour for each theme, light first. */
export type Colour = readonly [light: string, dark: string];

/** The colours of the operation classes. */
export const CLASS_COLOUR = {
  read: ['#2563c9', '#6ea8ff'],
  spatial: ['#0f8a6d', '#3fcfa8'],
  write: ['#b8560b', '#ffa352'],
} as const satisfies Record<string, Colour>;

/** The colours of percentiles. */
export const PERCENTILE_COLOUR = {
  p50: ['#2563c9', '#6ea8ff'],
  p99: ['#b3266b', '#ff7eb6'],
} as const satisfies Record<string, Colour>;

/** The colour of errors and of dropped arrivals. */
export const TROUBLE_COLOUR: Colour = ['#c4201c', '#ff6b62'];

/** The colours of the marks of what happened to the cluster. */
export const EVENT_COLOUR = {
  fault: ['#c4201c', '#ff6b62'],
  failover: ['#6d3fc0', '#b79bff'],
  heal: ['#7a6a00', '#e3cf3a'],
  redundant: ['#0f8a6d', '#3fcfa8'],
} as const satisfies Record<string, Colour>;

/** Colours of the operations, told apart by hue; the classes differ by dashes besides. */
const OPERATION_COLOURS: readonly Colour[] = [
  ['#2563c9', '#6ea8ff'],
  ['#b8560b', '#ffa352'],
  ['#0f8a6d', '#3fcfa8'],
  ['#b3266b', '#ff7eb6'],
  ['#6d3fc0', '#b79bff'],
  ['#7a6a00', '#e3cf3a'],
  ['#0a7ea4', '#4fc8ee'],
  ['#c4201c', '#ff6b62'],
  ['#4c7a15', '#9bd650'],
  ['#5b6472', '#a9b4c4'],
];

/** The colour of the n-th operation. */
export function operationColour(index: number): Colour {
  return OPERATION_COLOURS[index % OPERATION_COLOURS.length] as Colour;
}

/** Whether the page is dark: as its root element's `data-theme` says, else as the reader's system. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  if (theme !== undefined) return theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/**
 * Calls back when the page becomes dark or light.
 *
 * @returns ends it
 */
export function onThemeChange(change: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(change);
  system.addEventListener('change', change);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', change);
    chosen.disconnect();
  };
}

/** The colour for the theme in use. */
export function inTheme([light, dark]: Colour): string {
  return isDark() ? dark : light;
}

/** A colour of the style sheet, e.g. `--grid`, as a canvas takes it. */
export function styleColour(variable: string): string {
  // The variable itself is text that only the style sheet understands.
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
