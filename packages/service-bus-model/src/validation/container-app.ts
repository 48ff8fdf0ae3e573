import { tryParseDuration } from '../durations.js';
import { isResourceId, resourceIdShapes } from '../resource-ids.js';
import { workerHosts, workerNameRules } from '../worker-hosts.js';
import { durationCure, misnamed, outsideDurations, outsideIntegers } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';
import { workerProblems, type WorkerDefinition } from './worker.js';

/** A container app that receives messages, and is scaled by how many wait. */
export interface ContainerAppDefinition extends WorkerDefinition {
  readonly name: string;
  readonly environmentId: string;
  readonly workloadProfileName: string;
  readonly cpu: number;
  /** `1Gi` */
  readonly memory: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly messagesPerReplica: number;
  readonly activationMessageCount: number;
  readonly pollingInterval: string;
  readonly cooldownPeriod: string;
  readonly terminationGracePeriod: string;
}

type PartialApp = Partial<ContainerAppDefinition>;

const { containerApp } = workerHosts;
const { step, minimum, maximum, gibibytesEach } = containerApp.cpu;
const { containerAppEnvironment } = resourceIdShapes;

/** On other profiles the machine sets the limit, which is not known here. */
const onConsumption = ({ workloadProfileName }: PartialApp): boolean =>
  workloadProfileName === undefined || workloadProfileName === containerApp.consumptionProfile;

const badCpu = (cpu: number): boolean => cpu < minimum || cpu > maximum || !Number.isInteger(cpu / step);

const replicas = (property: 'minReplicas' | 'maxReplicas') => {
  const range = containerApp[property];
  return {
    property,
    refuses: outsideIntegers(range),
    rule: `${property} is a whole number from ${range.minimum} to ${range.maximum}`,
    cure: 'Give one within that range.',
  };
};

/** Azure takes whole seconds. */
const seconds = (property: 'pollingInterval' | 'cooldownPeriod' | 'terminationGracePeriod', cure: string) => {
  const range = containerApp[property];
  const outside = outsideDurations(range);
  return {
    property,
    refuses: (text: string) => outside(text) || (tryParseDuration(text) ?? 0) % 1000 !== 0,
    rule: `it is ${range.minimum} to ${range.maximum} in whole seconds`,
    cure: (app: PartialApp) => durationCure(app[property], cure),
  };
};

const requirements: readonly Requirement<PartialApp>[] = [
  {
    property: 'name',
    refuses: misnamed(workerNameRules.containerApp),
    rule: workerNameRules.containerApp.description,
    cure: "Choose for example 'orders-worker'.",
  },
  {
    property: 'environmentId',
    refuses: (id) => !isResourceId(id, containerAppEnvironment),
    rule: `the id of ${containerAppEnvironment.kind} is ${containerAppEnvironment.example}`,
    cure: "Give the environment's id, not its name.",
  },
  {
    property: 'cpu',
    refuses: (cpu, app) => onConsumption(app) && badCpu(cpu),
    rule: `a container has ${minimum} to ${maximum} processors in steps of ${step}`,
    cure: 'Give for example 0.5, or choose a workload profile of larger machines.',
  },
  {
    property: 'memory',
    refuses: (memory) => !/^\d+(?:\.\d+)?Gi$/.test(memory),
    rule: 'memory is given in gibibytes',
    cure: "Give for example '1Gi'.",
  },
  {
    property: 'memory',
    refuses: (memory, app) =>
      onConsumption(app) && app.cpu !== undefined && !badCpu(app.cpu) && parseFloat(memory) !== app.cpu * gibibytesEach,
    rule: ({ cpu = 0 }) => `a container with ${cpu} processors has ${cpu * gibibytesEach}Gi`,
    cure: ({ cpu = 0 }) => `Give '${cpu * gibibytesEach}Gi', or leave memory out.`,
  },
  replicas('minReplicas'),
  replicas('maxReplicas'),
  {
    property: 'minReplicas',
    refuses: (count, { maxReplicas }) => maxReplicas !== undefined && count > maxReplicas,
    rule: ({ maxReplicas }) => `there are at most ${maxReplicas} replicas by maxReplicas`,
    cure: 'Give a smaller minReplicas or a larger maxReplicas.',
  },
  {
    property: 'messagesPerReplica',
    refuses: outsideIntegers({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    rule: 'a replica is there for a whole number of messages, at least 1',
    cure: 'Give how many messages one replica works off in a few seconds.',
  },
  {
    property: 'activationMessageCount',
    refuses: outsideIntegers({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    rule: 'it is a whole number, at least 0',
    cure: 'Give 0 to start the first replica with the first message.',
  },
  seconds('pollingInterval', "Give for example 'PT30S'."),
  seconds('cooldownPeriod', "Give for example 'PT5M'."),
  seconds('terminationGracePeriod', 'Give the time in which the program finishes what it has received.'),
];

/** What Azure would refuse in a container app that receives messages. Absent properties are not judged. */
export function containerAppProblems(app: PartialApp): readonly Problem[] {
  return [...problemsOf(app, requirements), ...workerProblems(app)];
}
