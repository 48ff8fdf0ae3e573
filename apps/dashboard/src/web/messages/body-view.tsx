import { useMemo, useState } from 'preact/hooks';

import type { MessageDetail } from '../../api/messages.js';
import { Button } from '../components/button.js';
import { Code } from '../components/code.js';
import { formatBytes } from '../format.js';
import { bytesOfBase64, hexRows } from './hex.js';
import { JsonView } from './json-view.js';

type Body = MessageDetail['body'];

type Way = 'json' | 'text' | 'hex';

const labels: Readonly<Record<Way, string>> = { json: 'JSON', text: 'Text', hex: 'Hex' };

/** The body in each way that it can be shown. None of them makes anything of it but text. */
export function BodyView({ body }: { readonly body: Body }) {
  const ways: readonly Way[] = [
    ...(body.json === null ? [] : ['json' as const]),
    ...(body.text === null ? [] : ['text' as const]),
    'hex',
  ];
  const [chosen, setChosen] = useState<Way>(ways[0] ?? 'hex');
  if (body.size === 0) return <p class="muted">The body is empty.</p>;
  return (
    <div class="stack body-view">
      <div class="row">
        <div class="switch" role="group" aria-label="Show the body as">
          {ways.map((way) => (
            <button key={way} type="button" aria-pressed={way === chosen} onClick={() => setChosen(way)}>
              {labels[way]}
            </button>
          ))}
        </div>
        <span class="muted small">{describe(body)}</span>
      </div>
      {body.truncated && <p class="muted small">Only the beginning is shown. Export the message to have all of it.</p>}
      <Shown body={body} way={chosen} />
    </div>
  );
}

function Shown({ body, way }: { readonly body: Body; readonly way: Way }) {
  if (way === 'json' && body.json !== null) return <JsonView json={body.json} />;
  if (way === 'text' && body.text !== null) return <Code text={body.text} label="Body as text" wrap />;
  return <HexView base64={body.base64} />;
}

const rowsAtOnce = 256;

/** Offset, bytes and ASCII, some kilobytes at a time. */
function HexView({ base64 }: { readonly base64: string }) {
  const bytes = useMemo(() => bytesOfBase64(base64), [base64]);
  const [rows, setRows] = useState(rowsAtOnce);
  const text = useMemo(
    () =>
      hexRows(bytes, 0, rows)
        .map((row) => `${row.offset}  ${row.bytes.padEnd(48)}  ${row.text}`)
        .join('\n'),
    [bytes, rows],
  );
  const hidden = bytes.length - rows * 16;
  return (
    <>
      <Code text={text} label="Body as bytes" />
      {hidden > 0 && <Button onClick={() => setRows(rows + rowsAtOnce)}>Show more ({formatBytes(hidden)} left)</Button>}
    </>
  );
}

const kinds: Readonly<Record<Body['kind'], string>> = { data: 'bytes', value: 'AMQP value', sequence: 'AMQP sequence' };

function describe({ kind, size }: Body): string {
  return `${formatBytes(size)}, sent as ${kinds[kind]}`;
}
