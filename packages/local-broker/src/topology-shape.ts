import { tiers } from '@ams/service-bus-model';
import { z } from 'zod';

const named = z.looseObject({ name: z.string() });
const ruled = named.extend({ authorizationRules: z.array(named) });
const subscription = named.extend({ rules: z.array(named) });

/** As much of a topology as tells it from other JSON, and entities from those whose defaults are still missing. */
const topologyShape = z.looseObject({
  namespace: ruled.extend({ sku: z.enum(Object.keys(tiers)) }),
  queues: z.array(ruled),
  topics: z.array(ruled.extend({ subscriptions: z.array(subscription) })),
  actionGroups: z.array(named),
  metricAlerts: z.array(named),
});

/** Which part of a value keeps it from being a topology; '' is the value itself. Undefined for a topology. */
export function partThatIsNoTopology(value: unknown): string | undefined {
  const parsed = topologyShape.safeParse(value);
  return parsed.success ? undefined : (parsed.error.issues[0]?.path ?? []).map(String).join('.');
}
