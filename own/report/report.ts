import { join } from 'node:path';
import { renderPage } from '../../report/html-page';
import { renderBody } from './body';
import type { OwnView } from './own-view';
import { leadOf, titleOf } from './words';

/** A verdict on a database of one's own, or a plan, as one HTML file with its code and style inside. */
export function renderOwnReport(view: OwnView): Promise<string> {
  return renderPage({
    title: titleOf(view),
    when: `${view.takenAt.slice(0, 16).replace('T', ' ')} UTC`,
    lead: leadOf(view),
    body: renderBody(view),
    data: null,
    script: join(__dirname, 'page', 'main.ts'),
    stylesheet: join(__dirname, 'own-database.css'),
  });
}
