import { z } from 'zod';
import { given } from '../given.js';
import type { CorrelationFilter, FilterDefinition, RuleDefinition } from '../topology.js';
import { blocks, readAttributes } from './attributes.js';
import type { Resolve } from './references.js';
import { placeOf, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

const correlationSchema = z.object({
  correlation_id: z.string().optional(),
  message_id: z.string().optional(),
  to: z.string().optional(),
  reply_to: z.string().optional(),
  label: z.string().optional(),
  session_id: z.string().optional(),
  reply_to_session_id: z.string().optional(),
  content_type: z.string().optional(),
  properties: z.record(z.string(), z.string()).optional(),
});

const ruleSchema = z.object({
  name: z.string(),
  subscription_id: z.string(),
  filter_type: z.enum(['SqlFilter', 'CorrelationFilter']),
  sql_filter: z.string().optional(),
  correlation_filter: blocks(correlationSchema),
  action: z.string().optional(),
});

/** An `azurerm_servicebus_subscription_rule`. */
export function readRule(resource: StackResource, resolve: Resolve): RuleDefinition {
  const attributes = readAttributes(resource, ruleSchema, resolve);
  return {
    name: attributes.name,
    filter: readFilter(resource, attributes),
    ...(attributes.action !== undefined && { action: { sqlExpression: attributes.action } }),
  };
}

function readFilter(resource: StackResource, attributes: z.output<typeof ruleSchema>): FilterDefinition {
  if (attributes.filter_type === 'SqlFilter') {
    if (attributes.sql_filter !== undefined) return { kind: 'sql', sqlExpression: attributes.sql_filter };
    const place = placeOf(resource, 'sql_filter');
    throw new SynthesizedStackError(place, 'a rule of the type SqlFilter needs it. Give it a condition.');
  }
  const [correlation] = attributes.correlation_filter;
  if (correlation !== undefined) return readCorrelationFilter(correlation);
  const place = placeOf(resource, 'correlation_filter');
  throw new SynthesizedStackError(place, 'a rule of the type CorrelationFilter needs it. Give it a value to compare.');
}

/** The provider takes an empty text for a member that is not given. */
function readCorrelationFilter(attributes: z.output<typeof correlationSchema>): CorrelationFilter {
  return {
    kind: 'correlation',
    ...given({
      correlationId: attributes.correlation_id || undefined,
      messageId: attributes.message_id || undefined,
      to: attributes.to || undefined,
      replyTo: attributes.reply_to || undefined,
      label: attributes.label || undefined,
      sessionId: attributes.session_id || undefined,
      replyToSessionId: attributes.reply_to_session_id || undefined,
      contentType: attributes.content_type || undefined,
      properties: attributes.properties,
    }),
  };
}
