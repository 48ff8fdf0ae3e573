import { z } from 'zod';

import { messageFilter } from './messages.js';
import { entityPath, messagePlace, sequenceNumber, subQueue, type SubQueue } from './places.js';

/** Which messages a job is about: all of a place, those of a filter, some of them, or a group of dead letters. */
export const selection = z.strictObject({
  ...messageFilter.partial().shape,
  sequenceNumbers: z.array(sequenceNumber).min(1).max(10_000).optional(),
  /** Id of a group of dead letters. */
  group: z.string().optional(),
});

export type Selection = z.output<typeof selection>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Changes to each copy before it is sent. */
export const edit = z.strictObject({
  /** Application properties to set; null takes one away. */
  properties: z.record(z.string().min(1), scalar.nullable()).default({}),
  /** A whole new body, for one message. */
  body: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('json'), value: z.unknown() }),
      z.strictObject({ kind: z.literal('text'), value: z.string() }),
    ])
    .optional(),
  /** JSON Patch (RFC 6902) as text, for many. */
  patch: z.string().optional(),
});

export type Edit = z.output<typeof edit>;

/** POST /api/jobs. `confirm` is the name of the entity, typed by the user, where something is lost for good. */
export const jobRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resubmit'),
    entity: entityPath,
    subQueue: subQueue.extract(['deadLetter', 'transferDeadLetter']).default('deadLetter'),
    selection: selection.default({}),
    edit: edit.optional(),
    /** Queue or topic; default: where they were. */
    to: entityPath.optional(),
    /** Leave what its consumers would refuse. */
    checkSchema: z.boolean().default(false),
    newId: z.boolean().default(false),
    maxResubmits: z.number().int().min(1).max(1_000).default(3),
    /** Park what was sent back too often. */
    park: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('park'), entity: entityPath, selection: selection.default({}) }),
  z.strictObject({
    kind: z.literal('unpark'),
    selection: selection.default({}),
    checkSchema: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('delete'),
    ...messagePlace.shape,
    selection: selection.default({}),
    confirm: z.string(),
  }),
  z.strictObject({ kind: z.literal('purge'), ...messagePlace.shape, confirm: z.string() }),
]);

export type JobRequest = z.input<typeof jobRequest>;

export type JobState = 'running' | 'done' | 'stopped' | 'failed';

/** GET /api/jobs, the newest first; event `jobs`. */
export interface JobView {
  readonly id: string;
  readonly kind: JobRequest['kind'] | 'import';
  /** For people: `Resubmit dead letters of orders`. */
  readonly title: string;
  readonly entity: string;
  readonly state: JobState;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Messages that are meant; null until it is known. */
  readonly total: number | null;
  readonly done: number;
  /**
   * By what became of them: `resubmitted`, `parked`, `refused`, `failed`, `exhausted` (sent back too often), `notReceived`
   * (locked by somebody else), `deleted`, `sent`.
   */
  readonly counts: Readonly<Record<string, number>>;
  readonly problem: string | null;
  /** The latest that stayed, and why; at most 50. */
  readonly stayed: readonly { readonly sequenceNumber: string; readonly messageId: string; readonly problem: string }[];
}

/** POST /api/preview: what a resubmission would do to one message. */
export const previewRequest = z.strictObject({
  entity: entityPath,
  subQueue: subQueue.extract(['deadLetter', 'transferDeadLetter']).default('deadLetter'),
  sequenceNumber,
  edit,
  to: entityPath.optional(),
});

export interface Preview {
  /** Why it would stay; null if it would go. */
  readonly problem: string | null;
  /** What consumers of the destination would object to; null if nothing, or if no schema is known. */
  readonly objection: string | null;
  /**
   * Other subscriptions of the topic that would get it, too, if their rules take it: they do not look at whom it is
   * addressed to.
   */
  readonly alsoReaches: readonly string[];
  readonly changes: readonly {
    readonly of: 'body' | 'property';
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
}

/** GET /api/dead-letters?entity=: groups of one entity, or of all; what is parked is among them. */
export interface DeadLetterGroups {
  readonly groups: readonly DeadLetterGroupView[];
  /** Whose dead letters were looked at, and how many there were. */
  readonly entities: readonly DeadLetterScan[];
}

/** Where messages are that failed: `active` are those that wait in the parking queue. */
export interface DeadLetterScan {
  readonly entity: string;
  readonly subQueue: SubQueue;
  readonly scanned: number;
  /** False where there are more than one look takes. */
  readonly complete: boolean;
}

export interface DeadLetterGroupView {
  /** The same for as long as messages fail in the same way: part of an address. */
  readonly id: string;
  readonly entity: string;
  readonly subQueue: SubQueue;
  readonly reason: string;
  readonly errorType: string | null;
  readonly description: string;
  readonly count: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Sequence number and id of one of them. */
  readonly example: { readonly sequenceNumber: string; readonly messageId: string };
}
