import { Option } from '@commander-js/extra-typings';
import { sourceKeys, type SourceKey } from '../places.js';

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

export function sourcesOf(source: SourceKey | 'all'): readonly SourceKey[] {
  return source === 'all' ? sourceKeys : [source];
}
