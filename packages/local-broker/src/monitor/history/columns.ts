/** What is measured at a moment. `messages` are those in any state, dead letters included. */
export const gaugeColumns = ['active', 'scheduled', 'deadLetters', 'messages', 'size', 'connections'] as const;

/** What entities count. */
export const entityCounterColumns = [
  'incoming',
  'outgoing',
  'completed',
  'abandoned',
  'deadLettered',
  'throttled',
  'serverErrors',
  'userErrors',
  'requests',
  'incomingBytes',
  'outgoingBytes',
] as const;

/** What is known of each moment, gauges first. The others are what happened since the moment before. */
export const columns = [...gaugeColumns, ...entityCounterColumns, 'connectionsOpened', 'connectionsClosed'] as const;

export type GaugeColumn = (typeof gaugeColumns)[number];
export type Column = (typeof columns)[number];

/** Where a column is among the others. */
export const indexOf: Readonly<Record<Column, number>> = Object.fromEntries(
  columns.map((column, index) => [column, index]),
) as Record<Column, number>;
