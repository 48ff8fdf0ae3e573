import type { Selection } from '../../api/jobs.js';
import type { MessageFilter } from '../../api/messages.js';
import type { MessageSelection } from './selection.js';

/** What was chosen, as a job takes it: numbers, or the filter for all that match. */
export function jobSelection({ all, chosen }: MessageSelection, filter: MessageFilter): Selection {
  return all ? filter : { sequenceNumbers: [...chosen] };
}
