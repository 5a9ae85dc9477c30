import { useState } from 'preact/hooks';
import type { BackupSet } from '../../../running/backup/backup-sets';
import { formatBytes } from '../../../words/bytes';
import type { BackupRequest, Backups, BegunJobs } from '../../api/backups';
import { paths } from '../../api/paths';
import { counted } from '../base/format';
import { asFailure, sendJson, type RequestFailure } from '../base/request';
import { SelectField } from '../parts/field';
import { Refusal } from '../parts/refusal';
import { Remedy } from '../parts/states';
import { age, jobRows, KINDS, moment, type JobRow } from './backup-view';

/** Sets that are listed; older ones fold out. */
const LISTED = 6;

/** Base backups by set, what is at work, and more at the reader's word. */
export function BaseBackups(props: {
  readonly backups: Backups;
  readonly isRestoring: boolean;
  readonly reload: () => void;
}) {
  const { backups, isRestoring, reload } = props;
  const { repositories, at } = backups;
  const jobs = jobRows(repositories);
  const isBusy = jobs.some(({ error }) => error === null);
  return (
    <section class="base-backups">
      <h2>Base backups</h2>
      <Deeds stack={backups.stack} disabled={isRestoring || isBusy} reload={reload} />
      {jobs.length > 0 && (
        <ul class="backup-jobs" aria-label="Jobs of the repositories">
          {jobs.map((job) => (
            <JobLine key={job.key} job={job} />
          ))}
        </ul>
      )}
      {repositories.map(({ name, sets }) => (
        <div key={name}>
          {repositories.length > 1 && <h3>{name}</h3>}
          {sets.length === 0 ? (
            <p class="note">No backup yet.</p>
          ) : (
            <Sets sets={sets.slice(0, LISTED)} name={name} now={at} />
          )}
          {sets.length > LISTED && (
            <details>
              <summary>{sets.length - LISTED} older ones</summary>
              <Sets sets={sets.slice(LISTED)} name={`${name}, older`} now={at} />
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

function Deeds(props: {
  readonly stack: string;
  readonly disabled: boolean;
  readonly reload: () => void;
}) {
  const { stack, disabled, reload } = props;
  const [type, setType] = useState<BackupRequest['type']>('incr');
  const [isAsking, setAsking] = useState(false);
  const [begun, setBegun] = useState<BegunJobs | null>(null);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const begin = async (path: string, body?: BackupRequest): Promise<void> => {
    setAsking(true);
    setBegun(null);
    setFailure(null);
    try {
      setBegun(await sendJson<BegunJobs>('POST', path, body));
    } catch (error) {
      setFailure(asFailure(error));
    }
    setAsking(false);
    reload();
  };
  return (
    <>
      <form
        class="backup-deeds"
        onSubmit={(event) => {
          event.preventDefault();
          void begin(paths.baseBackups(stack), { type });
        }}
      >
        <SelectField
          label="Files"
          value={type}
          options={[
            ['incr', 'changed since the last one (incr)'],
            ['diff', 'changed since the last full one (diff)'],
            ['full', 'all (full)'],
          ]}
          change={setType}
        />
        <button type="submit" disabled={disabled || isAsking}>
          Back up now
        </button>
        <button
          type="button"
          disabled={disabled || isAsking}
          title="Reads all that is stored and compares it with its checksums"
          onClick={() => void begin(paths.verifications(stack))}
        >
          Verify
        </button>
      </form>
      <p class="note" role="status">
        {begun !== null &&
          `${counted(begun.begun, 'job')} begun, one of each group in each repository.`}
      </p>
      {failure !== null && <Refusal failure={failure} />}
    </>
  );
}

function JobLine({ job }: { readonly job: JobRow }) {
  const { words, share, error } = job;
  return (
    <li>
      <span>{words}</span>
      {error === null ? (
        share === null ? (
          <progress aria-label={`Done of ${words}, unknown`} />
        ) : (
          <progress aria-label={`Done of ${words}`} max={1} value={share} />
        )
      ) : (
        <div class="failed">
          <Remedy text={`failed: ${error}`} />
        </div>
      )}
    </li>
  );
}

function Sets(props: {
  readonly sets: readonly BackupSet[];
  readonly name: string;
  readonly now: number;
}) {
  return (
    <div class="scroll" tabIndex={0}>
      <table>
        <caption class="for-readers">Base backups in {props.name}</caption>
        <thead>
          <tr>
            <th scope="col">begun, UTC</th>
            <th scope="col">kind</th>
            <th scope="col" class="number">
              databases
            </th>
            <th scope="col" class="number">
              stored
            </th>
            <th scope="col" class="number">
              age
            </th>
            <th scope="col">state</th>
          </tr>
        </thead>
        <tbody>
          {props.sets.map((set) => (
            <tr key={`${set.type} ${set.start}`}>
              <td>{moment(set.start)}</td>
              <td>{KINDS[set.type]}</td>
              <td class="number">{formatBytes(set.bytes)}</td>
              <td class="number">{formatBytes(set.repositoryBytes)}</td>
              <td class="number">{age(props.now - set.stop)}</td>
              <td>{stateOf(set)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stateOf({ lacks, damaged }: BackupSet) {
  const troubles = [
    ...(lacks.length === 0 ? [] : [`lacks ${lacks.join(', ')}`]),
    ...(damaged ? ['damaged pages'] : []),
  ];
  return troubles.length === 0 ? 'whole' : <span class="word bad">{troubles.join(', ')}</span>;
}
