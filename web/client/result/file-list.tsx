import { useState } from 'preact/hooks';
import { formatBytes } from '../../../words/bytes';
import { paths } from '../../api/paths';
import type { ResultFile } from '../../api/results';
import { asFailure, getText, type RequestFailure } from '../base/request';
import { sentence } from '../parts/states';

/** The files of a result; logs can be read here. */
export function FileList({
  id,
  files,
}: {
  readonly id: string;
  readonly files: readonly ResultFile[];
}) {
  const logs = files.filter(({ name }) => name.endsWith('.log'));
  const others = files.filter(({ name }) => !name.endsWith('.log'));
  return (
    <section class="files">
      <h2>Logs and files</h2>
      {logs.length === 0 && <p class="note">It has left no log.</p>}
      {logs.map((file) => (
        <Log key={file.name} id={id} file={file} />
      ))}
      {others.length > 0 && (
        <p class="note others">
          Besides: {others.map(({ name, bytes }) => `${name} (${formatBytes(bytes)})`).join(', ')}
        </p>
      )}
    </section>
  );
}

function Log({ id, file }: { readonly id: string; readonly file: ResultFile }) {
  const { name, bytes } = file;
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const read = async (): Promise<void> => {
    try {
      setText(await getText(paths.resultFile(id, name)));
      setFailure(null);
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && text === null) void read();
      }}
    >
      <summary>
        <b>{name}</b> {formatBytes(bytes)}
      </summary>
      {failure !== null ? (
        <p role="alert">{sentence(failure.message)}</p>
      ) : (
        <pre tabIndex={0} class="log">
          {text === null ? 'Loading…' : text === '' ? '(empty)' : text}
        </pre>
      )}
    </details>
  );
}
