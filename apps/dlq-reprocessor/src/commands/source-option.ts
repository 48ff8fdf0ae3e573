import { Option } from '@commander-js/extra-typings';
import { sourceKeys, type SourceKey } from '../places.js';

export function sourceOption() {
  return new Option('-s, --source <name>', 'whose dead letters')
    .choices([...sourceKeys, 'all'] as const)
    .default('all' as const);
}

export function sourcesOf(source: SourceKey | 'all'): readonly SourceKey[] {
  return source === 'all' ? sourceKeys : [source];
}
