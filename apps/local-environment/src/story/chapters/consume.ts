import { parts, type Part } from '../parts.js';
import type { Stage } from '../stage.js';
import { consumerSummary, type ConsumerSummary } from '../summaries.js';

/** One in so many first deliveries fails, as if something that the consumers depend on were away for a moment. */
export const failEvery = 10;

/** Seconds that a message is put off for at most. */
export const longestDelay = 0.3;

/** Seconds without a message after which a consumer of the story ends. */
const idle = '1';

/** They try once more at once, which does not help; what they put off comes again when all is well. */
const patient = ['--immediate-retries', '1', '--retry-base', String(longestDelay)] as const;

/** The consumers that are started: app, the part that they belong to, and the app's own options. */
export const consumers = [
  { app: 'queue-consumer', part: 'orders', name: 'queue-consumer-1', args: [] },
  { app: 'queue-consumer', part: 'orders', name: 'queue-consumer-2', args: [] },
  { app: 'subscription-consumer', part: 'billing', name: 'billing', args: ['--subscription', 'billing', ...patient] },
  {
    app: 'subscription-consumer',
    part: 'analytics',
    name: 'analytics',
    args: ['--subscription', 'analytics', ...patient],
  },
] as const satisfies readonly { app: string; part: Part; name: string; args: readonly string[] }[];

/** What the consumers of each part say that they did. */
export type Runs = Readonly<Record<Part, readonly ConsumerSummary[]>>;

/** One consumer for each part, which is enough for a few messages. */
export const oneEach = consumers.filter(
  ({ part }, index) => consumers.findIndex((each) => each.part === part) === index,
);

/** Starts consumers, and waits until nothing is left for them to do. */
export async function consume(
  { apps, ledgerOf }: Stage,
  started: readonly (typeof consumers)[number][],
  ...extra: readonly string[]
): Promise<Runs> {
  const ended = await Promise.all(
    started.map(async ({ app, part, name, args }) => {
      const common = ['--stop-when-idle', idle, '--ledger', ledgerOf(name), ...extra];
      return { part, summary: await apps.run(app, [...args, ...common], consumerSummary) };
    }),
  );
  const runsOf = (part: Part) => ended.filter((run) => run.part === part).map(({ summary }) => summary);
  return Object.fromEntries(parts.map((part) => [part, runsOf(part)])) as Record<Part, ConsumerSummary[]>;
}

/** One of the consumers' counts, over all runs of a part. */
export function total(runs: readonly ConsumerSummary[], count: (summary: ConsumerSummary) => number): number {
  return runs.reduce((sum, summary) => sum + count(summary), 0);
}
