import type { EntitySummary } from '../../../api/index.js';
import type { EntityTab } from '../../addresses.js';

/**
 * Which views an entity has. A topic keeps no messages that could be looked at, nothing can be sent to a subscription,
 * and locks and routing are told by a local broker alone.
 */
export function tabNamesOf(
  { kind, requiresSession }: Pick<EntitySummary, 'kind' | 'requiresSession'>,
  monitored: boolean,
): readonly EntityTab[] {
  const isTopic = kind === 'topic';
  const isSubscription = kind === 'subscription';
  const names: readonly (EntityTab | false)[] = [
    '',
    !isTopic && 'messages',
    !isTopic && 'dead-letters',
    !isTopic && 'transfers',
    !isTopic && requiresSession && 'sessions',
    !isSubscription && 'send',
    isSubscription && 'rules',
    isTopic && monitored && 'routing',
    !isTopic && monitored && 'locks',
    'settings',
  ];
  return names.filter((name) => name !== false);
}
