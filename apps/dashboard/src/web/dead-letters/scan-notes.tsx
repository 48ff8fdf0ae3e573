import type { DeadLetterScan } from '../../api/index.js';
import { browserAddress } from '../messages/addresses.js';
import { formatCount } from '../format.js';

/** Says of which entities not all dead letters were looked at. */
export function ScanNotes({ scans }: { readonly scans: readonly DeadLetterScan[] }) {
  const cut = scans.filter(({ complete }) => !complete);
  if (cut.length === 0) return null;
  return (
    <ul class="scan-notes">
      {cut.map(({ entity, subQueue, scanned }) => (
        <li key={`${entity} ${subQueue}`}>
          Of <a href={browserAddress(entity, subQueue)}>{entity}</a> the first {formatCount(scanned)} messages were
          looked at: there are more, and counts are of those.
        </li>
      ))}
    </ul>
  );
}
