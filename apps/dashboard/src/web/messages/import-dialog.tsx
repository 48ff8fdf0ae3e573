import { useEffect, useState } from 'preact/hooks';

import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Field } from '../components/field.js';
import { formatCount, plural } from '../format.js';
import { checkLines, type CheckedLines } from './ndjson.js';

interface ImportDialogProps {
  readonly entity: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

type Step =
  | { readonly step: 'choose' }
  | { readonly step: 'checking'; readonly file: File }
  | { readonly step: 'checked'; readonly file: File; readonly checked: CheckedLines }
  | { readonly step: 'sending'; readonly file: File; readonly checked: CheckedLines };

/** Sends the messages of a file. Every line is checked before the first one is sent. */
export function ImportDialog({ entity, open, onClose }: ImportDialogProps) {
  const [at, setAt] = useState<Step>({ step: 'choose' });
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    setAt({ step: 'choose' });
    setProblem(undefined);
  }, [open]);

  const fail = (error: unknown) => setProblem(error instanceof Error ? error.message : String(error));
  const check = async (file: File) => {
    setProblem(undefined);
    setAt({ step: 'checking', file });
    try {
      setAt({ step: 'checked', file, checked: await checkFile(file) });
    } catch (error) {
      setAt({ step: 'choose' });
      fail(error);
    }
  };
  const send = async ({ file, checked }: Extract<Step, { step: 'checked' }>) => {
    setAt({ step: 'sending', file, checked });
    try {
      await api.import(entity, file);
      onClose();
    } catch (error) {
      setAt({ step: 'checked', file, checked });
      fail(error);
    }
  };
  const ready = at.step === 'checked' && at.checked.wrong === 0 && at.checked.lines > 0 ? at : undefined;

  return (
    <Dialog
      title={`Import messages into ${entity}`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={ready === undefined} onClick={() => ready !== undefined && void send(ready)}>
            {ready === undefined ? 'Import' : `Import ${plural(ready.checked.lines, 'message')}`}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Field
          label="File with a message on each line (NDJSON)"
          hint="As an export makes it. What the messages have as scheduled time, time to live and properties is kept."
          error={problem}
        >
          {(attributes) => (
            <input
              {...attributes}
              type="file"
              accept=".ndjson,.jsonl,.json,application/x-ndjson"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file !== undefined) void check(file);
              }}
            />
          )}
        </Field>
        <p role="status">{at.step === 'checking' && `Checking ${at.file.name}…`}</p>
        {(at.step === 'checked' || at.step === 'sending') && <Checked {...at.checked} />}
      </div>
    </Dialog>
  );
}

function Checked({ lines, wrong, problems }: CheckedLines) {
  if (lines === 0) return <p class="field-error">The file has no messages.</p>;
  if (wrong === 0) return <p>{plural(lines, 'message')}, and nothing wrong with them.</p>;
  return (
    <div class="stack">
      <p class="field-error" role="alert">
        {plural(wrong, 'line')} of {formatCount(lines)} cannot be sent. Nothing was sent: mend the file and choose it
        again.
      </p>
      <ol class="line-problems">
        {problems.map(({ line, problem }) => (
          <li key={line}>
            <strong>Line {line}</strong> {problem}
          </li>
        ))}
      </ol>
      {wrong > problems.length && <p class="muted">And {formatCount(wrong - problems.length)} more.</p>}
    </div>
  );
}

async function checkFile(file: File): Promise<CheckedLines> {
  // Schemas are loaded when they are needed. They may make no code of texts: the page's rules forbid it, and a try is
  // reported as an attack.
  const { forbidCode } = await import('./schemas-without-code.js');
  forbidCode();
  const { lineProblem } = await import('./outgoing-check.js');
  return checkLines(file.stream(), lineProblem);
}
