/** k6's console, which its types leave out. */
declare var console: { log(text: string): void };
