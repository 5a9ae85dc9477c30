import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { embedJson, escapeHtml } from './html';

/** Nothing but what is in the file itself may be loaded or run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** What a report's page is made of. */
export interface PageParts {
  /** Plain text; the heading. */
  readonly title: string;
  /** Plain text; beside the title in the browser's tab. */
  readonly when: string;
  /** Plain text; the line under the heading. */
  readonly lead: string;
  /** HTML. */
  readonly body: string;
  /** What the script finds as JSON in the element `data`. */
  readonly data: unknown;
  /** The TypeScript file that draws the charts. */
  readonly script: string;
  /** A CSS file of the page's own, after the one of all pages. */
  readonly stylesheet?: string;
}

/** A report: one HTML file with its charts' data, code and style inside. */
export async function renderPage(parts: PageParts): Promise<string> {
  const title = escapeHtml(parts.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}, ${escapeHtml(parts.when)}</title>
<style>${await styles(parts.stylesheet)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">${escapeHtml(parts.lead)}</p>
${parts.body}
</main>
<script type="application/json" id="data">${embedJson(parts.data)}</script>
<script>${await bundle(parts.script)}</script>
</body>
</html>
`;
}

async function styles(own?: string): Promise<string> {
  const files = [
    require.resolve('uplot/dist/uPlot.min.css'),
    join(__dirname, 'style.css'),
    ...(own === undefined ? [] : [own]),
  ];
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

async function bundle(script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [script],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
  });
  const [bundled] = outputFiles;
  // Inside a script element, its closing tag must not appear.
  return (bundled?.text ?? '').replaceAll('</script', '<\\/script');
}
