import {
  isValidName,
  limits,
  nameRules,
  principalProblems,
  principalTypes,
  tiers,
  type NameRule,
  type Sku,
} from '@ams/service-bus-model';
import { z } from 'zod';

const skus = Object.keys(tiers) as [Sku, ...Sku[]];

function name(rule: NameRule) {
  return z.string().refine((value) => isValidName(value, rule), rule.description);
}

/** Resource groups and namespaces are named after the project, so its name must fit into theirs. */
const project = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
    'must be 1 to 30 lower-case letters, digits and hyphens, and start with a letter',
  );

const tagName = z
  .string()
  .min(1)
  .max(limits.tags.nameLength)
  .regex(/^[^<>%&\\?/]*$/, 'must have none of < > % & \\ ? /');

/** Identities of Entra ID: managed identities, apps, groups or people. */
const principals = z
  .array(
    z.strictObject({
      principalId: z
        .string()
        .refine(
          (principalId) => principalProblems({ principalId }).length === 0,
          'must be an object id of Entra ID, a GUID; neither a name nor a client id',
        ),
      /** Default: Azure looks it up, and does not find an identity that was made a moment ago. */
      principalType: z.enum(principalTypes).optional(),
    }),
  )
  .default([]);

const stateBackend = z.discriminatedUnion('type', [
  z.strictObject({
    /** State in a file beside the stack: for one person, or for a machine that keeps the file. */
    type: z.literal('local'),
  }),
  z.strictObject({
    /** State in an Azure storage account, locked while it is used. Credentials are those of the provider, `ARM_*`. */
    type: z.literal('azurerm'),
    resourceGroup: name(nameRules.resourceGroup),
    storageAccount: z.string().regex(/^[a-z0-9]{3,24}$/, 'must be 3 to 24 lower-case letters and digits'),
    container: z
      .string()
      .regex(
        /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        'must be 3 to 63 lower-case letters, digits and single hyphens',
      ),
    /** Name of the blob; each environment has its own. */
    key: z.string().min(1).max(1024),
  }),
]);

/** What may differ between environments. Names, tiers and capacities obey Azure's rules. */
export const settingsSchema = z.strictObject({
  /** First part of the names of all resources. */
  project: project.default('ams'),
  /** Azure region. */
  location: z
    .string()
    .regex(
      /^[a-z][a-z0-9]+$/,
      "must be a region's short name, such as eastus or westeurope: see az account list-locations",
    )
    .default('eastus'),
  /** Who is told when the consumers of orders fall behind. */
  alertEmail: z.email('must be an e-mail address, such as oncall@example.com'),
  /** Tier of the namespace: Standard or Premium, since Basic has no topics. */
  sku: z.enum(skus).default('Standard'),
  /** Messaging units of a Premium namespace. Default: one for each partition. */
  capacity: z.int().optional(),
  /** Partitions of a Premium namespace. Default: 1. */
  premiumMessagingPartitions: z.int().optional(),
  /**
   * Whether there are keys. Without, the outputs have no connection strings, and apps connect by an identity, one of
   * `producers`, `processors` or `reprocessors`. Default: true.
   */
  localAuthEnabled: z.boolean().optional(),
  /** Whether Terraform refuses to delete or replace the namespace, queues, topics and subscriptions. Default: false. */
  preventDestroy: z.boolean().optional(),
  /** Default: `<project>-<environment>-rg`. */
  resourceGroupName: name(nameRules.resourceGroup).optional(),
  /** Unique in all of Azure. Default: `<project>-<environment>-bus`. */
  namespaceName: name(nameRules.namespace).optional(),
  queueName: name(nameRules.queue).default('orders'),
  /** Orders whose sequence counts, one session for each customer. */
  sessionQueueName: name(nameRules.queue).default('customer-orders'),
  /** Dead letters that no retry cures. */
  parkingQueueName: name(nameRules.queue).default('parked'),
  topicName: name(nameRules.topic).default('events'),
  /** What the analytics consumers find out. */
  insightsTopicName: name(nameRules.topic).default('insights'),
  /** Waiting orders above which people are told. */
  backlogThreshold: z.number().positive().default(100),
  /** Who runs the producer and the order API, and needs no key then. */
  producers: principals,
  /** Who runs the consumers. */
  processors: principals,
  /** Who runs the reprocessor, by hand or on a schedule. */
  reprocessors: principals,
  /** Beside `project` and `environment`, which every resource has. */
  tags: z
    .record(tagName, z.string().max(limits.tags.valueLength))
    // Two tags are the stack's own.
    .refine((tags) => Object.keys(tags).length <= limits.tags.count - 2, `must be at most ${limits.tags.count - 2}`)
    .default({}),
  /** Where Terraform keeps its state. */
  backend: stateBackend.default({ type: 'local' }),
});

/** Settings as an environment's file writes them. */
export type EnvironmentSettings = z.input<typeof settingsSchema>;

/** Settings after the schema: checked, defaults filled in. */
export type Settings = z.output<typeof settingsSchema>;

export type StateBackendSettings = Settings['backend'];
