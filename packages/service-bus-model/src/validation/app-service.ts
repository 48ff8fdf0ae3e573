import { workerHosts, workerNameRules } from '../worker-hosts.js';
import { durationCure, listOf, misnamed, outsideDurations, outsideIntegers } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';
import { workerProblems, type WorkerDefinition } from './worker.js';

/** A web app that receives messages, on a plan of its own that is scaled by how many wait. */
export interface AppServiceDefinition extends WorkerDefinition {
  readonly name: string;
  /** Size of the plan's machines, `S1`. */
  readonly skuName: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly messagesPerInstance: number;
  /** Time that the autoscale rules look back. */
  readonly windowSize: string;
  readonly cooldown: string;
}

type PartialApp = Partial<AppServiceDefinition>;

const { appService } = workerHosts;
const plans = Object.values(appService.plans);
const skus: readonly string[] = plans.flatMap((plan) => plan.skus);

/** How far plans of that size scale; undefined where they do not. */
function instancesOf(skuName: string | undefined): number | undefined {
  return plans.find(({ skus }) => (skus as readonly (string | undefined)[]).includes(skuName))?.instances;
}

const requirements: readonly Requirement<PartialApp>[] = [
  {
    property: 'name',
    refuses: misnamed(workerNameRules.webApp),
    rule: workerNameRules.webApp.description,
    cure: "Choose for example 'contoso-orders-worker'.",
  },
  {
    property: 'skuName',
    refuses: (sku) => !skus.includes(sku),
    rule: `plans that scale by a metric are ${listOf(skus)}`,
    cure: "Choose one of them, spelled so: 'S1' is the smallest.",
  },
  {
    property: 'minInstances',
    refuses: outsideIntegers({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    rule: 'a plan has at least 1 instance',
    cure: 'Give 1 or more, or use ContainerAppWorker, which scales to zero.',
  },
  {
    property: 'minInstances',
    refuses: (count, { maxInstances }) => maxInstances !== undefined && count > maxInstances,
    rule: ({ maxInstances }) => `there are at most ${maxInstances} instances by maxInstances`,
    cure: 'Give a smaller minInstances or a larger maxInstances.',
  },
  {
    property: 'maxInstances',
    refuses: (count, { skuName }) =>
      !Number.isInteger(count) || count < 1 || count > (instancesOf(skuName) ?? Infinity),
    rule: ({ skuName }) => `a plan of ${skuName ?? 'that size'} has 1 to ${instancesOf(skuName) ?? 'some'} instances`,
    cure: 'Give a number within that range, or choose a larger plan.',
  },
  {
    property: 'messagesPerInstance',
    refuses: outsideIntegers({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    rule: 'an instance is there for a whole number of messages, at least 1',
    cure: 'Give how many messages one instance works off in a few minutes.',
  },
  {
    property: 'windowSize',
    refuses: outsideDurations(appService.autoscaleWindow),
    rule: `autoscale looks back ${appService.autoscaleWindow.minimum} to ${appService.autoscaleWindow.maximum}`,
    cure: ({ windowSize }) => durationCure(windowSize, "Give for example 'PT5M'."),
  },
  {
    property: 'cooldown',
    refuses: outsideDurations(appService.autoscaleCooldown),
    rule: `autoscale pauses ${appService.autoscaleCooldown.minimum} to ${appService.autoscaleCooldown.maximum}`,
    cure: ({ cooldown }) => durationCure(cooldown, "Give for example 'PT5M'."),
  },
];

/** What Azure would refuse in a web app that receives messages. Absent properties are not judged. */
export function appServiceProblems(app: PartialApp): readonly Problem[] {
  return [...problemsOf(app, requirements), ...workerProblems(app)];
}
