import type { NameRule } from './names.js';

/**
 * What Azure allows where consumers run: Container Apps, which scale by messages down to zero, and App Service.
 * Durations are ISO 8601 text, both ends of a range are allowed.
 *
 * Sources: "Set scaling rules in Azure Container Apps", "Containers in Azure Container Apps", "Azure App Service limits",
 * "Understand autoscale settings" (learn.microsoft.com), and the azurerm provider 4.x.
 */
export const workerHosts = {
  containerApp: {
    minReplicas: { minimum: 0, maximum: 1000 },
    maxReplicas: { minimum: 1, maximum: 1000 },
    /** How often the messages are counted. */
    pollingInterval: { minimum: 'PT1S', maximum: 'P1D' },
    /** Time without messages before the last replica goes. */
    cooldownPeriod: { minimum: 'PT0S', maximum: 'P1D' },
    /** Time between the request to stop and the end of a replica. */
    terminationGracePeriod: { minimum: 'PT0S', maximum: 'PT10M' },
    /** On the profile Consumption a container has processors in these steps, and twice as many GiB of memory. */
    cpu: { step: 0.25, minimum: 0.25, maximum: 4, gibibytesEach: 2 },
    /** The workload profile that every environment has. */
    consumptionProfile: 'Consumption',
  },
  appService: {
    /** Plans that scale by a metric, and how far. Free, Shared and Basic ones do not; Isolated ones need an environment. */
    plans: {
      Standard: { skus: ['S1', 'S2', 'S3'], instances: 10 },
      Premium: {
        skus: [
          ...['P1v2', 'P2v2', 'P3v2', 'P0v3', 'P1v3', 'P2v3', 'P3v3', 'P1mv3', 'P2mv3', 'P3mv3', 'P4mv3', 'P5mv3'],
          ...['P0v4', 'P1v4', 'P2v4', 'P3v4', 'P1mv4', 'P2mv4', 'P3mv4', 'P4mv4', 'P5mv4'],
        ],
        instances: 30,
      },
    },
    /** Time that an autoscale rule looks back. */
    autoscaleWindow: { minimum: 'PT5M', maximum: 'PT12H' },
    /** Time in which an autoscale rule does nothing more. */
    autoscaleCooldown: { minimum: 'PT1M', maximum: 'P7D' },
  },
  /** The role that lets an identity pull images from a container registry. */
  pullRole: 'AcrPull',
  port: { minimum: 1, maximum: 65_535 },
} as const;

/** Azure's rules for the names of the hosts. Source: "Naming rules and restrictions for Azure resources". */
export const workerNameRules = {
  containerApp: {
    pattern: /^[a-z](?!.*--)[-a-z0-9]*[a-z0-9]$/,
    minimumLength: 2,
    maximumLength: 32,
    reservedEndings: [],
    description:
      "a container app's name has 2 to 32 lowercase letters, digits and single hyphens, starts with a letter, and ends with a letter or digit",
  },
  webApp: {
    pattern: /^[A-Za-z0-9][-A-Za-z0-9]*[A-Za-z0-9]$/,
    minimumLength: 2,
    maximumLength: 60,
    reservedEndings: [],
    description: "a web app's name has 2 to 60 letters, digits and hyphens, and no hyphen at its ends",
  },
} as const satisfies Record<string, NameRule>;
