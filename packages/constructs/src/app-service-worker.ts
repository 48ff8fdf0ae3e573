import { appServiceProblems, namesRegistry, tagProblems } from '@ams/service-bus-model';
import { LinuxWebApp, type LinuxWebAppSiteConfig } from '@cdktf/provider-azurerm/lib/linux-web-app/index.js';
import { MonitorAutoscaleSetting } from '@cdktf/provider-azurerm/lib/monitor-autoscale-setting/index.js';
import { ServicePlan } from '@cdktf/provider-azurerm/lib/service-plan/index.js';
import { Construct } from 'constructs';
import { adviseOnMetric, backlogProfile } from './app-service-autoscale.js';
import { isoDuration, type DurationInput } from './duration.js';
import { known, knownValue } from './known.js';
import { refuse } from './refusal.js';
import { workerAccess, type WorkerIdentity } from './worker-identity.js';
import { judgedWorker, workerVariables, type WorkerProps } from './worker-props.js';
import { adviseOnImage } from './worker-source.js';

export interface AppServiceWorkerProps extends WorkerProps {
  /** 2 to 60 letters, digits and hyphens, no hyphen at the ends; unique in all of Azure. */
  readonly name: string;
  /**
   * Size of the machines, from S1 on: Free, Shared and Basic plans do not scale by a metric.
   * @default 'S1'
   */
  readonly skuName?: string;
  /**
   * Instances without any message: at least 1.
   * @default 1
   */
  readonly minInstances?: number;
  /**
   * Instances at most: up to 10 on Standard plans, up to 30 on Premium ones.
   * @default 3
   */
  readonly maxInstances?: number;
  /**
   * Messages that may wait for each instance before one more is added; at least 1. One is taken away at half of it.
   * @default 100
   */
  readonly messagesPerInstance?: number;
  /**
   * Time over which waiting messages are averaged: PT5M to PT12H.
   * @default 'PT5M'
   */
  readonly windowSize?: DurationInput;
  /**
   * Time after a change in which nothing more is changed: PT1M to P7D.
   * @default 'PT5M'
   */
  readonly cooldown?: DurationInput;
  /**
   * Arguments of the program in one line.
   * @default the image's
   */
  readonly commandLine?: string;
  /**
   * Path that Azure asks on `healthPort`. An instance that does not answer for ten minutes is replaced, so it must not
   * tell of the namespace's health.
   * @default '/health/live'
   */
  readonly healthPath?: string;
  /**
   * Whether the app can be reached from the internet, with its metrics.
   * @default false
   */
  readonly publicNetworkAccessEnabled?: boolean;
}

/**
 * A consumer on Azure App Service, on a Linux plan of its own that gets more instances while messages wait. It runs
 * always, as an identity that may receive from its source.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class AppServiceWorker extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: LinuxWebApp;
  readonly plan: ServicePlan;
  readonly autoscale: MonitorAutoscaleSetting;
  /** Who it runs as, to grant more to. */
  readonly identity: WorkerIdentity;

  constructor(scope: Construct, id: string, props: AppServiceWorkerProps) {
    super(scope, id);
    const settings = settingsOf(props);
    const { name, skuName, source, healthPort, publicNetworkAccessEnabled = false } = settings;
    refuse(this, problemsOf(settings));
    adviseOnImage(this, props.image);
    adviseOnMetric(this, source);

    const { identity, assignments } = workerAccess(this, settings);
    this.identity = identity;
    const { name: resourceGroupName, location } = props.resourceGroup;
    const place = { resourceGroupName, location, tags: props.tags && { ...props.tags } };
    this.plan = new ServicePlan(this, 'plan', { ...place, name, osType: 'Linux', skuName });
    this.resource = new LinuxWebApp(this, 'Default', {
      ...place,
      name,
      servicePlanId: this.plan.id,
      httpsOnly: true,
      publicNetworkAccessEnabled,
      clientAffinityEnabled: false,
      // Nobody deploys by password: the image is pulled.
      ftpPublishBasicAuthenticationEnabled: false,
      webdeployPublishBasicAuthenticationEnabled: false,
      identity: { type: 'UserAssigned', identityIds: [identity.id] },
      // App Service takes a container for started once it answers on the port.
      appSettings: { ...workerVariables(settings, identity), WEBSITES_PORT: String(healthPort) },
      siteConfig: siteConfigOf(settings, identity),
      dependsOn: [...assignments],
    });
    this.autoscale = new MonitorAutoscaleSetting(this, 'autoscale', {
      ...place,
      name: `${name}-autoscale`,
      targetResourceId: this.plan.id,
      profile: [backlogProfile(settings)],
    });
  }
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(props: AppServiceWorkerProps) {
  const { skuName = 'S1', minInstances = 1, maxInstances = 3, messagesPerInstance = 100, healthPort = 8080 } = props;
  return {
    ...props,
    ...{ skuName, minInstances, maxInstances, messagesPerInstance, healthPort },
    healthPath: props.healthPath ?? '/health/live',
    windowSize: isoDuration(props.windowSize ?? 'PT5M'),
    cooldown: isoDuration(props.cooldown ?? 'PT5M'),
  };
}

function problemsOf(settings: Settings) {
  const { name, skuName, minInstances, maxInstances, messagesPerInstance, windowSize, cooldown } = settings;
  const { healthPort, healthPath, tags } = settings;
  return [
    ...appServiceProblems({
      ...known({ name, skuName, minInstances, maxInstances, messagesPerInstance, windowSize, cooldown }),
      ...known({ healthPort, healthPath, ...judgedWorker(settings) }),
    }),
    ...tagProblems(tags && known(tags)),
  ];
}

function siteConfigOf(settings: Settings, { clientId }: WorkerIdentity): LinuxWebAppSiteConfig {
  const { registry, commandLine, healthPath } = settings;
  return {
    alwaysOn: true,
    applicationStack: imageArguments(settings),
    appCommandLine: commandLine,
    ...(registry && {
      containerRegistryUseManagedIdentity: true,
      containerRegistryManagedIdentityClientId: clientId,
    }),
    ftpsState: 'Disabled',
    healthCheckPath: healthPath,
    healthCheckEvictionTimeInMin: 10,
    http2Enabled: true,
    minimumTlsVersion: '1.2',
  };
}

/** App Service takes the host apart from the image. Without a host, Docker means its own registry. */
function imageArguments({ image, registry }: Settings): LinuxWebAppSiteConfig['applicationStack'] {
  if (registry !== undefined) {
    return { dockerImageName: image, dockerRegistryUrl: `https://${registry.loginServer}` };
  }
  const plain = knownValue(image);
  if (plain === undefined || !namesRegistry(plain)) {
    return { dockerImageName: image, dockerRegistryUrl: 'https://index.docker.io' };
  }
  const [host = '', ...name] = plain.split('/');
  return { dockerImageName: name.join('/'), dockerRegistryUrl: `https://${host}` };
}
