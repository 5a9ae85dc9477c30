import type { Page } from 'playwright-core';

/** Pixels of a colour in a chart; each channel may be 3 off. */
export function pixelsOf(page: Page, chart: string, rgb: readonly number[]): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('#${chart} canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if ([${rgb.join()}].every((value, c) => Math.abs(data[i + c] - value) < 4)) found += 1;
    }
    return found;
  })()`);
}

/** How many colours a chart holds: one, where nothing was drawn. */
export function coloursIn(page: Page, chart: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('#${chart} canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
}

/** By how many pixels a page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}
