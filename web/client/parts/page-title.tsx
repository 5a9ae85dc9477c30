import { useEffect } from 'preact/hooks';

/** The heading of a page, also the title of the browser's tab. */
export function PageTitle({ title }: { readonly title: string }) {
  useEffect(() => {
    document.title = `${title} · citus-cluster`;
  }, [title]);
  return <h1 tabIndex={-1}>{title}</h1>;
}
