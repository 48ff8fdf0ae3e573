import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import type { ServiceBusMessage } from '@azure/service-bus';
import { z } from 'zod';
import type { Kind } from '../traffic.js';
import { ContiguousLines } from './contiguous-lines.js';
import { TrafficFileError, type FileAccount } from './file-traffic.js';

/** Bytes at a file's beginning that it is known by, with its size and the time of its last change. */
const beginning = 64 * 1024;

/** Milliseconds between two notes, so that small batches do not spend their time on the disk. */
const noteEvery = 50;

const line = z.int().min(0);

const notesSchema = z.object({
  version: z.literal(1),
  file: z.object({ size: z.number(), changed: z.number(), beginning: z.string() }),
  /** Environment that the file is sent to. */
  environment: z.string(),
  /** Of the first run; bodies without an id get theirs from it, so that a line sent twice has the same one. */
  run: z.string().min(1),
  /** By kind, the last line before which all are done. */
  done: z.object({ order: line, event: line }),
});

type Notes = z.infer<typeof notesSchema>;

/** Name of the file beside a traffic file that says how far it is sent. */
export function progressFileOf(file: string): string {
  return `${file}.progress`;
}

/**
 * How far a file is sent, kept beside it. A line is noted after the broker has accepted its message and those of all
 * lines before it: whenever the process is killed, nothing that was not accepted is noted. What was accepted and not yet
 * noted is sent again by the next run, with the same message id.
 */
export class ProgressFile implements FileAccount {
  readonly #path: string;
  readonly #notes: Notes;
  readonly #lines: Readonly<Record<Kind, ContiguousLines>>;
  readonly #lineOf = new WeakMap<ServiceBusMessage, number>();
  #notedAt = Number.NEGATIVE_INFINITY;

  private constructor(path: string, notes: Notes) {
    this.#path = path;
    this.#notes = notes;
    this.#lines = { order: new ContiguousLines(notes.done.order), event: new ContiguousLines(notes.done.event) };
  }

  /**
   * Goes on where an earlier run ended, or begins: also where the earlier one came to nothing. Nothing is written yet.
   *
   * @throws {@link TrafficFileError} if the notes are of another file, another environment or cannot be read
   */
  static open(file: string, environment: string): ProgressFile {
    const path = progressFileOf(file);
    const known = knownBy(file);
    const notes = existsSync(path) ? readNotes(path) : undefined;
    if (notes !== undefined) {
      const problem = mismatchOf(notes, file, known, environment);
      if (problem === undefined) return new ProgressFile(path, notes);
      if (notes.done.order + notes.done.event > 0) {
        throw new TrafficFileError(`${problem}, or delete ${path} to send all of it anew.`);
      }
    }
    const done = { order: 0, event: 0 };
    return new ProgressFile(path, { version: 1, file: known, environment, run: randomUUID(), done });
  }

  /** Id of the first run. */
  get run(): string {
    return this.#notes.run;
  }

  doneThrough(kind: Kind): number {
    return this.#notes.done[kind];
  }

  begin(kind: Kind, number: number, message: ServiceBusMessage): void {
    this.#lineOf.set(message, number);
    this.#lines[kind].begin(number);
  }

  /** Messages were accepted, or refused for good: there is nothing more to do about their lines. */
  end(kind: Kind, messages: readonly ServiceBusMessage[]): void {
    for (const message of messages) {
      const number = this.#lineOf.get(message);
      if (number !== undefined) this.#lines[kind].end(number);
    }
    if (performance.now() - this.#notedAt >= noteEvery) this.save();
  }

  /** Writes how far it is, in place of what was written before. */
  save(): void {
    const done = { order: this.#lines.order.through, event: this.#lines.event.through };
    const draft = `${this.#path}.tmp`;
    try {
      writeFileSync(draft, `${JSON.stringify({ ...this.#notes, done })}\n`);
      renameSync(draft, this.#path);
    } catch (error) {
      throw new TrafficFileError(`${this.#path} cannot be written: ${textOf(error)}`, { cause: error });
    }
    this.#notedAt = performance.now();
  }
}

/** What keeps notes from being about this file and environment, with a cure. */
function mismatchOf(
  { file: noted, environment: begunFor }: Notes,
  file: string,
  known: Notes['file'],
  environment: string,
): string | undefined {
  const { size, changed, beginning: head } = noted;
  if (size !== known.size || changed !== known.changed || head !== known.beginning) {
    return `${file} is not what ${progressFileOf(file)} was noted for: size, time or content differ. Put the file back as it was`;
  }
  if (begunFor !== environment) {
    return `${file} was begun for the environment ${begunFor}, not ${environment}. Resume it there`;
  }
  return undefined;
}

function readNotes(path: string): Notes {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new TrafficFileError(`${path} cannot be read: ${textOf(error)}. Delete it to send all of the file anew.`);
  }
  const notes = notesSchema.safeParse(value);
  if (notes.success) return notes.data;
  throw new TrafficFileError(`${path} is no progress of this producer. Delete it to send all of the file anew.`);
}

function knownBy(file: string): Notes['file'] {
  try {
    const { size, mtimeMs } = statSync(file);
    return { size, changed: mtimeMs, beginning: hashOfBeginning(file) };
  } catch (error) {
    throw new TrafficFileError(`${file} cannot be read: ${textOf(error)}`, { cause: error });
  }
}

function hashOfBeginning(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(beginning);
    const length = readSync(descriptor, bytes, 0, beginning, 0);
    return createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
  } finally {
    closeSync(descriptor);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
