import { describe, expect, it } from 'vitest';
import { exampleChaos } from '../../tests/example-chaos';
import { renderChaosReport } from './report';

describe('the chaos report', () => {
  it('shows every fault with its figures, every round and every event', async () => {
    const { result, series } = exampleChaos();
    const html = await renderChaosReport(result, series);
    expect(html).toContain('Everything that must hold did.');
    expect(html).toContain('<td>4.20 s / 5.10 s</td>');
    expect(html).toContain('<td>57P01</td>');
    for (const { label } of series.events) expect(html).toContain(`<td>${label}</td>`);
  });

  it('shows what was violated, escaped, and nothing else above it', async () => {
    const { result, series } = exampleChaos();
    const violations = ['rows lost: <b>1:2</b>'];
    const html = await renderChaosReport({ ...result, violations }, series);
    expect(html).toContain('rows lost: &lt;b&gt;1:2&lt;/b&gt;');
    expect(html).not.toContain('Everything that must hold did.');
  });
});
