/**
 * Fewer than there are messages in a batch, since a batch has one key; more than the 16 partitions of an entity, so that
 * nearly all of them get some.
 */
const partitionKeys = 32;

/**
 * The partition key of a message that has this id and no session: one of 32, always the same for the same id.
 *
 * A partitioned entity would take messages without a key, too. But transactions need one, with which retries, dead letters
 * and what handlers send are neither lost nor doubled. And duplicates are only known within a partition key.
 */
export function partitionKeyFor(id: string): string {
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return String((hash >>> 0) % partitionKeys);
}
