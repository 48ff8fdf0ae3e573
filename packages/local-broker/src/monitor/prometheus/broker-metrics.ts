import { type Metric, single } from './metric.js';

/** What is known of the broker as a whole. */
export const brokerMetrics: readonly Metric[] = [
  {
    name: 'ams_broker_info',
    type: 'gauge',
    help: 'Always 1; the labels tell which namespace it is.',
    labels: ['namespace', 'sku'],
    measure: ({ namespace, sku }) => [{ value: 1, labels: { namespace, sku } }],
  },
  single(
    'gauge',
    'start_time_seconds',
    'When the broker started, by its own clock, in seconds since the epoch.',
    ({ startedAt }) => startedAt / 1000,
  ),
  single('gauge', 'connections', 'Connections of clients that are open.', ({ connections }) => connections),
  single('gauge', 'journal_durable', '1 where messages are on disk, 0 where in memory alone.', ({ journal }) =>
    Number(journal.durable),
  ),
  single('gauge', 'journal_database_bytes', 'Bytes of the database.', ({ journal }) => journal.databaseBytes),
  single('gauge', 'journal_log_bytes', "Bytes of the database's write-ahead log.", ({ journal }) => journal.logBytes),
  single('gauge', 'journal_pending_changes', 'Changes that are not on disk yet.', ({ journal }) => journal.pending),
  single('counter', 'journal_syncs_total', 'Times that the disk was waited for.', ({ journal }) => journal.syncs),
  single(
    'counter',
    'journal_sync_seconds_total',
    'Seconds that the disk was waited for.',
    ({ journal }) => journal.syncMilliseconds / 1000,
  ),
  single('gauge', 'message_memory_bytes', 'Bytes of messages in memory.', ({ memory }) => memory.messageBytes),
  single(
    'gauge',
    'message_memory_budget_bytes',
    'Bytes of memory that messages may take; missing where they are in memory alone.',
    ({ memory }) => memory.messageBudget,
  ),
  single(
    'gauge',
    'resident_memory_bytes',
    'Bytes of memory of the whole process.',
    ({ memory }) => memory.residentBytes,
  ),
  single('gauge', 'heap_bytes', 'Bytes of the heap that the process uses.', ({ memory }) => memory.heapBytes),
];
