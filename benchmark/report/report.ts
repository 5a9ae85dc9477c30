import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Metrics, Timeseries } from '../metrics';
import { embedJson, escapeHtml } from './html';
import { pageData } from './page-data';
import {
  describeLoad,
  renderEnvironment,
  renderErrors,
  renderOperations,
  renderTiles,
  renderWarnings,
} from './sections';

/** Nothing but what is in the file itself may be loaded or run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** A run's report: one HTML file with its charts' data, code and style inside. */
export async function renderReport(metrics: Metrics, series: Timeseries): Promise<string> {
  const { scenario, stack, environment, timestamp, tag } = metrics;
  const title = `${scenario} on ${stack} (${environment.engine})`;
  const when = `${timestamp.slice(0, 19).replace('T', ' ')} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}, ${when}</title>
<style>${await styles()}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${when}${tag === null ? '' : ` · ${escapeHtml(tag)}`} · ${escapeHtml(describeLoad(metrics))}</p>
${renderWarnings(metrics)}
${renderTiles(metrics)}
<section><h2>Throughput</h2><p class="note">Operations that ended in each second.</p><div class="chart" id="throughput"></div></section>
<section><h2>Latency over time</h2><p class="note">Of all operations that ended in each second; logarithmic.</p><div class="chart" id="latency"></div></section>
<section><h2>Latency by percentile</h2><p class="note">A line an operation: reads solid, spatial reads dashed, writes dotted; both axes logarithmic. Click a name to hide its line.</p><div class="chart" id="distribution"></div></section>
<section><h2>Operations</h2>${renderOperations(metrics)}</section>
<section><h2>Errors</h2>${renderErrors(metrics)}</section>
<section><h2>Environment</h2>${renderEnvironment(metrics)}</section>
</main>
<script type="application/json" id="data">${embedJson(pageData(metrics, series))}</script>
<script>${await pageScript()}</script>
</body>
</html>
`;
}

async function styles(): Promise<string> {
  const files = [require.resolve('uplot/dist/uPlot.min.css'), join(__dirname, 'style.css')];
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'page', 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
  });
  const [script] = outputFiles;
  // Inside a script element, its closing tag must not appear.
  return (script?.text ?? '').replaceAll('</script', '<\\/script');
}
