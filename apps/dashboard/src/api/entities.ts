/** What the server tells about the namespace and its entities, all by the SDK's administration client. */

export type EntityKind = 'queue' | 'topic' | 'subscription';

/** GET /api/about */
export interface About {
  readonly environment: string;
  readonly namespace: string;
  /** Null as long as the namespace does not answer. */
  readonly sku: string | null;
  readonly readOnly: boolean;
  /** Whether a local broker tells more than Azure would: rates, connections, locks, routing, alerts. */
  readonly monitored: boolean;
  /** Path of the queue that takes parked messages; null where the environment has none. */
  readonly parkingQueue: string | null;
}

/** Null where it cannot be known: Service Bus counts no deferred messages. */
export interface EntityCounts {
  readonly active: number;
  readonly scheduled: number;
  readonly deadLetters: number;
  readonly transfers: number;
  readonly transferDeadLetters: number;
  readonly deferred: number | null;
}

/** GET /api/entities: all of them, a topic before its subscriptions. */
export interface EntitySummary {
  readonly path: string;
  readonly kind: EntityKind;
  readonly name: string;
  /** Of a subscription. */
  readonly topic: string | null;
  readonly status: string;
  readonly counts: EntityCounts;
  /** Null for a subscription: its topic has the size. */
  readonly sizeInBytes: number | null;
  readonly maxSizeInMegabytes: number | null;
  readonly requiresSession: boolean;
  readonly forwardTo: string | null;
  readonly forwardDeadLetteredMessagesTo: string | null;
}

export interface RuleView {
  readonly name: string;
  /** `type = 'purchase'`, or a correlation filter as text. */
  readonly filter: string;
  readonly action: string | null;
}

/** GET /api/entity?entity= */
export interface EntityDetail extends EntitySummary {
  /** Names as the administration client has them, durations in ISO 8601. Never a key. */
  readonly settings: readonly { readonly name: string; readonly value: string | number | boolean | null }[];
  /** Of a subscription. */
  readonly rules: readonly RuleView[];
  /** Access rules with their claims. */
  readonly access: readonly { readonly name: string; readonly claims: readonly string[] }[];
  readonly createdAt: string;
  readonly accessedAt: string;
}

/** GET /api/sessions?entity=: those that have messages or a state, as far as a look of some seconds finds them. */
export interface SessionView {
  readonly sessionId: string;
  /** Messages that were seen of it. */
  readonly messages: number;
  readonly firstSequenceNumber: string;
  /** Its state as text, where it could be read: JSON, text, or base64. Null while somebody holds the session. */
  readonly state: string | null;
  /** `unknown`: there are more sessions than there is time to look at. */
  readonly stateIs: 'json' | 'text' | 'base64' | 'empty' | 'held' | 'unknown';
}

/** GET /api/topology: the drawing, with places in pixels; `entity` of a box leads to its page. */
export interface TopologyView {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly namespace: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: 'sender' | 'queue' | 'topic' | 'subscription' | 'receiver';
    readonly name: string;
    readonly entity: string | null;
    readonly details: readonly string[];
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly path: string;
  }[];
}
