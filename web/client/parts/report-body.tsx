import { useEffect, useRef } from 'preact/hooks';
import { mountCharts, type DrawChart } from '../../../report/page/mount-charts';

/** The body of a report, as its file shows it, with its charts. */
export function ReportBody<Data>(props: {
  /** Of the renderers of reports, which escape what they are given. */
  readonly html: string;
  /** By the id of their elements; those that the body lacks are left out. */
  readonly charts: Readonly<Record<string, DrawChart<Data>>>;
  readonly data: Data;
}) {
  const { html, charts, data } = props;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const present = Object.entries(charts).filter(
      ([id]) => element.current?.querySelector(`[id="${id}"]`) != null,
    );
    return mountCharts(Object.fromEntries(present), data);
  }, [html, data]);
  return <div class="report" ref={element} dangerouslySetInnerHTML={{ __html: html }} />;
}
