import { Option } from '@commander-js/extra-typings';
import type { SubQueue } from '@ams/messaging-runtime';
import { sourceKeys, type SourceKey } from '@ams/stack-entities';

export function sourceOption() {
  return new Option('-s, --source <name>', 'whose dead letters')
    .choices([...sourceKeys, 'all'] as const)
    .default('all' as const);
}

/** For those who only look: what is parked can be looked at, too. */
export function lookedAtOption() {
  return new Option('-s, --source <name>', 'whose dead letters; parked: what is parked')
    .choices([...sourceKeys, 'parked', 'all'] as const)
    .default('all' as const);
}

/** To look elsewhere than among what could not be processed. */
export function transfersOption() {
  return new Option(
    '--transfers',
    'what the source took for another entity and could not bring there, in place of what could not be processed',
  );
}

export function subQueueOf(transfers: true | undefined): SubQueue {
  return transfers === true ? 'transferDeadLetter' : 'deadLetter';
}

export function sourcesOf(source: SourceKey | 'all'): readonly SourceKey[] {
  return source === 'all' ? sourceKeys : [source];
}
