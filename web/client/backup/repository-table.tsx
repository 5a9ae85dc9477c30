import { formatBytes } from '../../../words/bytes';
import type { Backups } from '../../api/backups';
import { Mark } from '../cluster/topology-mark';
import { Remedy } from '../parts/states';

/** The repositories, what they take and have left. */
export function RepositoryTable({ backups }: { readonly backups: Backups }) {
  const { repositories, silent } = backups;
  return (
    <section class="repositories">
      <h2>Repositories</h2>
      <div class="scroll" tabIndex={0}>
        <table>
          <caption class="for-readers">Repositories and their space</caption>
          <thead>
            <tr>
              <th scope="col">repository</th>
              <th scope="col" class="number">
                used
              </th>
              <th scope="col" class="number">
                free
              </th>
              <th scope="col">of the volume</th>
            </tr>
          </thead>
          <tbody>
            {repositories.map(({ name, bytesUsed, bytesFree }) => (
              <tr key={name}>
                <td>
                  <Mark tone="good" /> {name}
                </td>
                <td class="number">{bytesUsed === null ? '–' : formatBytes(bytesUsed)}</td>
                <td class="number">{bytesFree === null ? '–' : formatBytes(bytesFree)}</td>
                <td>
                  {bytesUsed === null || bytesFree === null ? (
                    'not on this host'
                  ) : (
                    <progress
                      aria-label={`Used in ${name}`}
                      max={bytesUsed + bytesFree}
                      value={bytesUsed}
                    />
                  )}
                </td>
              </tr>
            ))}
            {silent.map(({ name, error }) => (
              <tr key={name}>
                <td>
                  <Mark tone="bad" /> {name}
                </td>
                <td colSpan={3}>
                  <Remedy text={error} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
