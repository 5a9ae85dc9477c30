import { useEffect, useMemo } from 'preact/hooks';
import { renderBody } from '../../../own/report/body';
import type { OwnView } from '../../../own/report/own-view';
import { lightKeys } from '../../../own/report/page/light-keys';
import { leadOf, titleOf } from '../../../own/report/words';
import type { OwnDatabase } from '../../api/own-database';
import { paths } from '../../api/paths';
import { useLoaded } from '../base/loaded';
import { PageTitle } from '../parts/page-title';
import { ReportBody } from '../parts/report-body';
import { Failure, Loading, Notice, Remedy, sentence } from '../parts/states';
import { Steps } from './steps';

/** What the steps of `npm run own` have found of somebody's database, as far as they got. */
export function OwnPage() {
  const { value, failure, isLoading, reload } = useLoaded<OwnDatabase>(paths.ownDatabase);
  useEffect(() => {
    // Steps are made on the command line; whoever comes back from there sees them.
    addEventListener('focus', reload);
    return () => {
      removeEventListener('focus', reload);
    };
  }, [reload]);
  return (
    <>
      <PageTitle title={value?.view == null ? 'Own database' : titleOf(value.view)} />
      {value !== null ? (
        <Found answer={value} />
      ) : failure !== null && !isLoading ? (
        <Failure what="The own database" failure={failure} retry={reload} />
      ) : (
        <Loading what="the own database" lines={8} />
      )}
    </>
  );
}

function Found({ answer }: { readonly answer: OwnDatabase }) {
  const { steps, view, problem } = answer;
  return (
    <>
      {view !== null && <p class="lead">{leadOf(view)}</p>}
      <Steps steps={steps} />
      {view !== null ? (
        <Body view={view} />
      ) : problem !== null ? (
        <Notice title="A file can't be read" tone="bad">
          <p>{sentence(problem.error)}</p>
          <Remedy text={problem.remedy} />
        </Notice>
      ) : (
        <Notice title="No database was looked at yet, or none is planned for">
          <p>
            <code>npm run own -- inspect --source postgres://…</code> looks at one, and{' '}
            <code>npm run own -- plan</code> says whether, and how, to shard it.
          </p>
        </Notice>
      )}
    </>
  );
}

function Body({ view }: { readonly view: OwnView }) {
  const html = useMemo(() => renderBody(view), [view]);
  return (
    <div onPointerOver={lightKeys} onFocusIn={lightKeys}>
      <ReportBody html={html} charts={{}} data={null} />
    </div>
  );
}
