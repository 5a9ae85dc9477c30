import { useState } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { ResultDetails } from '../../api/results';
import { formatMoment } from '../base/format';
import { useLoaded } from '../base/loaded';
import { go } from '../base/navigation';
import { feed } from '../base/server';
import { useStore } from '../base/store';
import { DownloadMenu } from '../parts/download-menu';
import { Link } from '../parts/link';
import { PageTitle } from '../parts/page-title';
import { Failure, Loading, Notice, sentence } from '../parts/states';
import { AnnotationDialog } from '../results/annotation-dialog';
import { BaselinePin } from '../results/baseline-pin';
import { DeleteDialog } from '../results/delete-dialog';
import { StateBadge } from '../results/state-badge';
import { BenchmarkBody } from './benchmark-body';
import { ChaosBody } from './chaos-body';
import { CompareWith } from './compare-with';
import { FileList } from './file-list';
import { headingOf, leadOf } from './heading';
import { ScaleBody } from './scale-body';

/** All that is known of a run. */
export function ResultPage({ id }: { readonly id: string }) {
  const version = useStore(feed, ({ resultsVersion }) => resultsVersion);
  const { value, failure, reload } = useLoaded<ResultDetails>(paths.result(id), version);
  return (
    <>
      <p class="way">
        <Link to={{ page: 'results' }}>Results</Link> <span aria-hidden="true">/</span>{' '}
        <code>{id}</code>
      </p>
      {value !== null ? (
        <Details details={value} reload={reload} />
      ) : (
        <>
          <PageTitle title={id} />
          {failure === null ? (
            <Loading what="the result" lines={8} />
          ) : (
            <Failure what="This result" failure={failure} retry={reload} />
          )}
        </>
      )}
    </>
  );
}

type Asked = 'edit' | 'delete' | null;

function Details(props: { readonly details: ResultDetails; readonly reload: () => void }) {
  const { details, reload } = props;
  const { summary, problems, benchmark, chaos, scale, files, tables } = details;
  const { id, tags, note } = summary;
  const [asked, ask] = useState<Asked>(null);
  const close = (): void => {
    ask(null);
  };
  const isMeasured = benchmark !== null || chaos !== null || scale !== null;
  return (
    <>
      <div class="page-head">
        <PageTitle title={headingOf(summary)} />
        <StateBadge line={summary} />
      </div>
      <p class="lead">{leadOf(details)}</p>
      {(tags.length > 0 || note !== null) && (
        <p class="annotations">
          {tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}
          {note !== null && <span class="note-text">{note}</span>}
        </p>
      )}
      <div class="actions result-deeds">
        <BaselinePin line={summary} changed={reload} hasWords />
        <button
          type="button"
          onClick={() => {
            ask('edit');
          }}
        >
          Tags and note…
        </button>
        {benchmark !== null && <CompareWith details={details} />}
        {isMeasured && <DownloadMenu ids={[id]} tables={tables} />}
        <button
          type="button"
          onClick={() => {
            ask('delete');
          }}
        >
          Delete…
        </button>
      </div>
      {problems.length > 0 && (
        <ul class="reasons" aria-label="What can't be read">
          {problems.map((problem) => (
            <li key={problem}>{sentence(problem)}</li>
          ))}
        </ul>
      )}
      {benchmark !== null && <BenchmarkBody benchmark={benchmark} />}
      {chaos !== null && <ChaosBody chaos={chaos} />}
      {scale !== null && <ScaleBody scale={scale} />}
      {!isMeasured && <NoFigures details={details} />}
      <FileList id={id} files={files} />
      {asked === 'edit' && (
        <AnnotationDialog line={summary} tags={[]} changed={reload} close={close} />
      )}
      {asked === 'delete' && (
        <DeleteDialog
          ids={[id]}
          deleted={() => {
            go({ page: 'results' });
          }}
          close={close}
        />
      )}
    </>
  );
}

/** A run that has no figures: why, and what is left of it. */
function NoFigures({ details: { summary } }: { readonly details: ResultDetails }) {
  const { state, problem, started_at: startedAt } = summary;
  const isRunning = state === 'unfinished' && problem?.startsWith('running') === true;
  return (
    <Notice
      title={
        state === 'damaged'
          ? 'This result is damaged'
          : isRunning
            ? 'This run has not ended yet'
            : 'This run was cut off'
      }
      tone={state === 'damaged' ? 'bad' : 'quiet'}
    >
      <p>
        {state === 'damaged'
          ? 'Its figures can’t be read.'
          : `It began at ${formatMoment(startedAt)} UTC and has left no figures${isRunning ? ' so far' : ''}.`}{' '}
        {problem !== null && sentence(problem)}
      </p>
      {isRunning && (
        <p class="actions">
          <Link to={{ page: 'run' }} class="button">
            Watch it
          </Link>
        </p>
      )}
    </Notice>
  );
}
