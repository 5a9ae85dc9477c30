import { useEffect, useRef } from 'preact/hooks';
import { BackupPage } from './backup/backup-page';
import { route } from './base/navigation';
import type { Route } from './base/route';
import { useStore } from './base/store';
import { ClusterPage } from './cluster/cluster-page';
import { ComparePage } from './compare/compare-page';
import { OwnPage } from './own/own-page';
import { ConnectionBanner } from './parts/connection-banner';
import { Header } from './parts/header';
import { Link } from './parts/link';
import { PageTitle } from './parts/page-title';
import { Notice } from './parts/states';
import { ResultPage } from './result/result-page';
import { ResultsPage } from './results/results-page';
import { RunPage } from './run/run-page';

/** The whole page. */
export function App() {
  const here = useStore(route);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const place = here.page === 'result' ? here.id : here.page;
  useEffect(() => {
    // Whoever can't see that the page is another one hears its heading.
    if (!isFirst.current) main.current?.querySelector('h1')?.focus();
    isFirst.current = false;
  }, [place]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header route={here} />
      <ConnectionBanner />
      <main id="main" ref={main} tabIndex={-1} class={`page-${here.page}`}>
        <Page route={here} />
      </main>
    </>
  );
}

function Page({ route: here }: { readonly route: Route }) {
  switch (here.page) {
    case 'cluster':
      return <ClusterPage />;
    case 'backup':
      return <BackupPage />;
    case 'run':
      return <RunPage job={here.job ?? null} />;
    case 'results':
      return <ResultsPage />;
    case 'result':
      return <ResultPage key={here.id} id={here.id} />;
    case 'compare':
      return <ComparePage sides={here.sides} />;
    case 'own':
      return <OwnPage />;
    case 'unknown':
      return (
        <>
          <PageTitle title="Nothing is here" />
          <Notice title={`There is no page ${here.path}`}>
            <p>
              <Link to={{ page: 'cluster' }}>To the cluster</Link>
            </p>
          </Notice>
        </>
      );
  }
}
