import type { CompiledRule } from '../filters/index.js';
import type { BrokerMessage } from './message.js';

/** Messages of a topic that are remembered at most. */
export const recentMessages = 200;

/** Bytes of them that are remembered at most; the newest message is there whatever its size. */
export const recentBytes = 2 * 1024 * 1024;

/** A message with more bytes than this is remembered without its body: rules do not see it. */
const largestWithBody = 8 * 1024;

/** What a subscription made of a message: the number of its copy there, where that is above 0; else one of these. */
export const refusals = { notTaken: 0, filterFailed: -1, headerTooLarge: -2 } as const;

/**
 * What one subscription decided about the latest messages of its topic: the rules as they were then, and what came of
 * them. The places are those of {@link RecentMessages}; it takes memory only once there are messages.
 */
export class RecentDecisions {
  readonly #rules: (readonly CompiledRule[])[] = [];
  readonly #outcomes: number[] = [];

  /** @param outcome number of the copy, or one of {@link refusals}. */
  note(place: number, rules: readonly CompiledRule[], outcome: number): void {
    this.#rules[place] = rules;
    this.#outcomes[place] = outcome;
  }

  rulesAt(place: number): readonly CompiledRule[] {
    return this.#rules[place] ?? [];
  }

  outcomeAt(place: number): number {
    return this.#outcomes[place] ?? refusals.notTaken;
  }
}

/** A message that was sent to a topic, and the subscriptions that there were. */
export interface RecentMessage<Subscription> {
  readonly message: BrokerMessage;
  readonly subscriptions: readonly Subscription[];
  /** Where the subscriptions' decisions about it are. */
  readonly place: number;
}

/**
 * The latest messages of a topic, so that people can ask what became of them. It only refers to what is there already:
 * remembering a small message takes no memory of its own but its bytes for as long as it is among the latest.
 */
export class RecentMessages<Subscription> {
  readonly #messages: (BrokerMessage | undefined)[] = [];
  readonly #subscriptions: (readonly Subscription[])[] = [];
  #oldest = 0;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  /** @returns the place under which the subscriptions note what they decide. */
  remember(message: BrokerMessage, subscriptions: readonly Subscription[]): number {
    if (this.#length === recentMessages) this.#forgetOldest();
    const place = (this.#oldest + this.#length) % recentMessages;
    const kept = message.size > largestWithBody ? withoutBody(message) : message;
    this.#messages[place] = kept;
    this.#subscriptions[place] = subscriptions;
    this.#length += 1;
    this.#bytes += bytesOf(kept);
    while (this.#bytes > recentBytes && this.#length > 1) this.#forgetOldest();
    return place;
  }

  *newestFirst(): Generator<RecentMessage<Subscription>> {
    for (let index = this.#length - 1; index >= 0; index -= 1) {
      const place = (this.#oldest + index) % recentMessages;
      const message = this.#messages[place];
      if (message) yield { message, place, subscriptions: this.#subscriptions[place] ?? [] };
    }
  }

  clear(): void {
    while (this.#length > 0) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#messages[this.#oldest];
    if (oldest) this.#bytes -= bytesOf(oldest);
    this.#messages[this.#oldest] = undefined;
    this.#oldest = (this.#oldest + 1) % recentMessages;
    this.#length -= 1;
  }
}

/** Bytes that a message without its body takes are not those of the message. */
function bytesOf({ size, content }: BrokerMessage): number {
  return size > largestWithBody ? content.size : size;
}

function withoutBody(message: BrokerMessage): BrokerMessage {
  const kept = message.copy({ content: message.content.withoutBody() });
  // Rules may ask for it.
  kept.size = message.size;
  return kept;
}
