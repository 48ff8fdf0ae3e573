import { containerAppProblems, tagProblems, tryParseDuration, workerHosts } from '@ams/service-bus-model';
import { ContainerApp, type ContainerAppTemplateContainer } from '@cdktf/provider-azurerm/lib/container-app/index.js';
import { Construct } from 'constructs';
import {
  authenticationProblems,
  defaultAuthentication,
  scalerKey,
  scaleRule,
  scalerSecret,
  type ScaleRuleAuthentication,
} from './container-app-scale-rule.js';
import { isoDuration, type DurationInput } from './duration.js';
import { known, knownValue } from './known.js';
import { refuse } from './refusal.js';
import { workerAccess, type WorkerIdentity } from './worker-identity.js';
import { judgedWorker, workerVariables, type WorkerProps } from './worker-props.js';
import { adviseOnImage } from './worker-source.js';

export interface ContainerAppWorkerProps extends WorkerProps {
  /** 2 to 32 lowercase letters, digits and single hyphens, first a letter; unique in the environment. */
  readonly name: string;
  /** The environment of container apps that it runs in: a `ContainerAppEnvironment` of the provider, or its id. */
  readonly environment: string | { readonly id: string };
  /**
   * Machines of the environment that it runs on. On `Consumption` Azure bills by the second, and nothing at zero
   * replicas.
   * @default 'Consumption'
   */
  readonly workloadProfileName?: string;
  /**
   * Processors of a replica. On Consumption 0.25 to 4 in steps of 0.25.
   * @default 0.25
   */
  readonly cpu?: number;
  /**
   * Memory of a replica, `1Gi`. On Consumption always 2 GiB for each processor.
   * @default 2 GiB for each processor
   */
  readonly memory?: string;
  /**
   * Arguments of the program.
   * @default the image's
   */
  readonly args?: readonly string[];
  /**
   * The program, in place of the image's.
   * @default the image's
   */
  readonly command?: readonly string[];
  /**
   * Replicas without any message: 0 to 1000. With 0, the first message waits for the next count and the start.
   * @default 0
   */
  readonly minReplicas?: number;
  /**
   * Replicas at most: 1 to 1000.
   * @default 10
   */
  readonly maxReplicas?: number;
  /**
   * Waiting messages for each of which there is one replica; at least 1.
   * @default 5
   */
  readonly messagesPerReplica?: number;
  /**
   * Messages that may wait without any replica: with more, the first one starts.
   * @default 0
   */
  readonly activationMessageCount?: number;
  /**
   * How often messages are counted: PT1S to P1D in whole seconds. Each count is an operation on the namespace.
   * @default 'PT30S'
   */
  readonly pollingInterval?: DurationInput;
  /**
   * How long the last replica stays after the last message, PT0S to P1D in whole seconds.
   * @default 'PT5M'
   */
  readonly cooldownPeriod?: DurationInput;
  /**
   * Time that a replica has to finish what it has received: PT0S to PT10M in whole seconds. What is not settled by then
   * is delivered again after its lock.
   * @default 'PT1M', the default lock
   */
  readonly terminationGracePeriod?: DurationInput;
  /**
   * Whether Azure asks the program on `healthPort` for `/health/live` and `/health/ready`.
   * @default true
   */
  readonly probes?: boolean;
  /**
   * How messages are counted, which takes the right Manage: by a key of the queue or topic, which the program does not
   * get, or by the worker's identity, which is made Azure Service Bus Data Owner of the source for it and needs an
   * azurerm provider that knows `identity_id` of a scale rule, such as 4.73.
   * @default 'identity' where the namespace accepts no keys, 'key' otherwise
   */
  readonly scaleRuleAuthentication?: ScaleRuleAuthentication;
}

/**
 * A consumer on Azure Container Apps: zero replicas without messages, one for every few that wait, up to a limit. It
 * runs as an identity that may receive from its source, and has no way in from the network.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ContainerAppWorker extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ContainerApp;
  /** Who it runs as, to grant more to. */
  readonly identity: WorkerIdentity;

  constructor(scope: Construct, id: string, props: ContainerAppWorkerProps) {
    super(scope, id);
    const settings = settingsOf(props);
    const { name, source, registry, tags, scaleRuleAuthentication } = settings;
    refuse(this, problemsOf(settings));
    adviseOnImage(this, props.image);

    const { identity, assignments } = workerAccess(this, settings);
    this.identity = identity;
    const keyName = `${knownValue(name) ?? this.node.id}-scaler`;
    const key = scaleRuleAuthentication === 'key' ? scalerKey(source, keyName) : undefined;
    const owner = { principalId: identity.principalId, principalType: 'ServicePrincipal' } as const;
    const counts = key === undefined ? [source.grantManage(owner).resource] : [];
    this.resource = new ContainerApp(this, 'Default', {
      name,
      resourceGroupName: props.resourceGroup.name,
      containerAppEnvironmentId: settings.environmentId,
      workloadProfileName: props.workloadProfileName,
      revisionMode: 'Single',
      identity: { type: 'UserAssigned', identityIds: [identity.id] },
      registry: registry && [{ server: registry.loginServer, identity: identity.id }],
      secret: key && scalerSecret(key),
      template: {
        minReplicas: settings.minReplicas,
        maxReplicas: settings.maxReplicas,
        pollingIntervalInSeconds: seconds(settings.pollingInterval),
        cooldownPeriodInSeconds: seconds(settings.cooldownPeriod),
        terminationGracePeriodSeconds: seconds(settings.terminationGracePeriod),
        container: [containerOf(settings, identity)],
        customScaleRule: [scaleRule(settings, key !== undefined)],
      },
      tags: tags && { ...tags },
      dependsOn: [...assignments, ...counts],
    });
    // The bindings are older than the argument.
    if (key === undefined) this.resource.addOverride('template.custom_scale_rule.0.identity_id', identity.id);
  }
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(props: ContainerAppWorkerProps) {
  const { environment, cpu = 0.25, memory = `${cpu * workerHosts.containerApp.cpu.gibibytesEach}Gi` } = props;
  const { minReplicas = 0, maxReplicas = 10, messagesPerReplica = 5, activationMessageCount = 0 } = props;
  const { healthPort = 8080, scaleRuleAuthentication = defaultAuthentication(props.source) } = props;
  return {
    ...props,
    ...{ cpu, memory, minReplicas, maxReplicas, messagesPerReplica, activationMessageCount },
    ...{ healthPort, scaleRuleAuthentication },
    environmentId: typeof environment === 'string' ? environment : environment.id,
    pollingInterval: isoDuration(props.pollingInterval ?? 'PT30S'),
    cooldownPeriod: isoDuration(props.cooldownPeriod ?? 'PT5M'),
    terminationGracePeriod: isoDuration(props.terminationGracePeriod ?? 'PT1M'),
  };
}

function problemsOf(settings: Settings) {
  const { name, environmentId, workloadProfileName, cpu, memory, minReplicas, maxReplicas, messagesPerReplica } =
    settings;
  const { activationMessageCount, healthPort, pollingInterval, cooldownPeriod, terminationGracePeriod } = settings;
  return [
    ...containerAppProblems({
      ...known({ name, environmentId, workloadProfileName, cpu, memory, minReplicas, maxReplicas, messagesPerReplica }),
      ...known({ activationMessageCount, healthPort, ...judgedWorker(settings) }),
      // Also where only Terraform knows them: they are written in seconds.
      ...{ pollingInterval, cooldownPeriod, terminationGracePeriod },
    }),
    ...authenticationProblems(settings.source, settings.scaleRuleAuthentication),
    ...tagProblems(settings.tags && known(settings.tags)),
  ];
}

function containerOf(settings: Settings, identity: WorkerIdentity): ContainerAppTemplateContainer {
  const { name, image, registry, cpu, memory, args, command, healthPort, probes = true } = settings;
  const probe = (path: string) => [{ transport: 'HTTP', port: healthPort, path }];
  return {
    name,
    image: registry === undefined ? image : `${registry.loginServer}/${image}`,
    cpu,
    memory,
    args: args && [...args],
    command: command && [...command],
    env: Object.entries(workerVariables(settings, identity)).map(([name, value]) => ({ name, value })),
    ...(probes && {
      livenessProbe: probe('/health/live'),
      readinessProbe: probe('/health/ready'),
      // A program that is slow to start is not taken for one that hangs.
      startupProbe: [{ transport: 'HTTP', port: healthPort, path: '/health/live', failureCountThreshold: 10 }],
    }),
  };
}

function seconds(text: string): number {
  return (tryParseDuration(text) ?? 0) / 1000;
}
