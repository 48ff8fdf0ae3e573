import rhea from 'rhea';

import { codec, type Typed } from '../message/encoding.js';
import { OutputChunks } from './output-chunks.js';
import { compositeTypeOf, isList } from './performatives.js';
import { type ConnectionInternals, encodeFrame } from './rhea-internals.js';

const closeName = 'close';

/**
 * Writes every performative with all its fields, as Azure does: some clients take fields by their position and fail on
 * a list that ends with its last field that is set. And nothing is written behind a close. Frames that come encoded
 * have to be whole. All of them leave together, where rhea would write each by itself.
 */
export function writeWholeFrames({ amqp_transport: transport }: ConnectionInternals): void {
  const output = new OutputChunks();
  let closed = false;
  transport.encode = (frame) => {
    if (closed) return;
    const { performative } = frame;
    if (performative === undefined) {
      output.append(encodeFrame(frame));
      return;
    }
    const whole = wholeComposite('described' in performative ? performative.described() : performative);
    closed = compositeTypeOf(whole)?.name === closeName;
    output.append(encodeFrame({ ...frame, performative: whole }));
  };
  transport.encoded = (...parts) => {
    if (closed) return;
    for (const part of parts) output.append(part);
  };
  transport.has_writes_pending = () => !output.isEmpty || transport.header_sent === undefined;
  const writeHeader = transport.write.bind(transport);
  transport.write = (socket) => {
    // rhea's own list of frames stays empty.
    writeHeader(socket);
    for (const chunk of output.take()) socket.write(chunk);
  };
}

/**
 * The composite value with a null for each field that it leaves out. Its parts are completed alike, and so is the error
 * in a delivery state; the state itself stays as short as it is, because a bare outcome is what confirms one.
 */
function wholeComposite(value: Typed): Typed {
  const { descriptor } = value;
  if (descriptor === undefined || !isList(value)) return value;
  const given = value.value as readonly (Typed | null | undefined)[];
  const length = Math.max(given.length, compositeTypeOf(value)?.fields.length ?? 0);
  const fields = Array.from({ length }, (_, index) => {
    const field = given[index];
    return field ? wholeComposite(field) : nothing;
  });
  return codec.described_nc(descriptor, rhea.types.wrap_list(fields) as Typed);
}

const nothing = rhea.types.wrap(null) as Typed;
