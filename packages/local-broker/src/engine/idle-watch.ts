import type { Deadline } from './deadlines.js';
import { millisecondsOf } from './duration-settings.js';
import type { EngineContext } from './engine-context.js';
import { type Queue, type Subscription, Topic } from './entities.js';
import type { MessageQueue } from './message-queue.js';

type WatchedEntity = Queue | Topic | Subscription;

/**
 * Ends entities that nobody uses for as long as their `autoDeleteOnIdle` says, with the messages they hold: none that
 * clients have links to, that forward, or that hold scheduled messages. A message that a topic hands to a subscription is
 * no use of the subscription. Idleness is counted anew when the broker starts. [Microsoft: Message expiration, Idleness]
 */
export class IdleWatch {
  readonly #deadlines = new Map<WatchedEntity, Deadline>();
  readonly #started: number;

  /** @param onIdle deletes the entity. */
  constructor(
    private readonly context: Pick<EngineContext, 'clock' | 'deadlines'>,
    private readonly onIdle: (entity: WatchedEntity) => void,
  ) {
    this.#started = context.clock.now();
  }

  /** Looks after an entity that is new, or whose definition has changed. */
  watch(entity: WatchedEntity): void {
    this.forget(entity);
    const duration = millisecondsOf(entity.definition.autoDeleteOnIdle);
    if (duration < Infinity) this.#lookAt(entity, this.#lastUseOf(entity) + duration);
  }

  /** The entity is gone, and with it what it contains. */
  forget(entity: WatchedEntity): void {
    const deadline = this.#deadlines.get(entity);
    if (deadline) this.context.deadlines.cancel(deadline);
    this.#deadlines.delete(entity);
  }

  #lookAt(entity: WatchedEntity, time: number): void {
    this.#deadlines.set(
      entity,
      this.context.deadlines.schedule(time, () => this.#look(entity)),
    );
  }

  #look(entity: WatchedEntity): void {
    const now = this.context.clock.now();
    const duration = millisecondsOf(entity.definition.autoDeleteOnIdle);
    const idleFrom = isInUse(entity) ? now : this.#lastUseOf(entity);
    if (now >= idleFrom + duration) this.onIdle(entity);
    else this.#lookAt(entity, idleFrom + duration);
  }

  #lastUseOf(entity: WatchedEntity): number {
    const inside = entity instanceof Topic ? [...entity.subscriptions.values()].map((one) => this.#lastUseOf(one)) : [];
    const { accessedAt = 0, times } = entity.activity;
    return Math.max(this.#started, times.updatedAt, accessedAt, ...inside);
  }
}

function isInUse(entity: WatchedEntity): boolean {
  if (entity.activity.openLinks > 0) return true;
  if (entity instanceof Topic) return schedules(entity.entrance) || [...entity.subscriptions.values()].some(isInUse);
  return entity.definition.forwardTo !== undefined || schedules(entity.messages);
}

function schedules({ counts: { scheduled } }: MessageQueue): boolean {
  return scheduled > 0;
}
