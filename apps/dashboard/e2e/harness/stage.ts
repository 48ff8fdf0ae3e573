import type { Topology } from '@ams/service-bus-model';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { launchBrowser } from './browser.js';
import { type Dashboard, startDashboard } from './dashboard-process.js';
import { patience } from './eventually.js';
import { type Namespace, startNamespace } from './namespace.js';
import { type Watch, watch } from './watch.js';

/** A page that somebody looks at. */
export interface Visit {
  readonly page: Page;
  /** Problems that look like this are part of the test; any other fails it. */
  readonly allow: (problem: RegExp) => void;
}

type WatchedVisit = Visit & Watch;

/** What the tests of a file work with: a namespace, the dashboard in front of it, and a browser. */
export interface Stage {
  readonly namespace: Namespace;
  readonly dashboard: Dashboard;
  /** Opens an address of the dashboard in a browser profile of its own, until the test ends. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
  /** Starts one more dashboard, until the test ends. */
  startDashboard(...options: readonly string[]): Promise<Dashboard>;
}

export interface StageOptions {
  /** Default: `stageTopology()`. */
  readonly topology?: Topology;
  /** Further options of the dashboard. */
  readonly args?: readonly string[];
  /**
   * As the dashboard meets Azure: by TLS, with nothing that a local broker would tell beyond it.
   *
   * @default false
   */
  readonly azure?: boolean;
}

/**
 * Sets a stage before the tests of a file and takes it down after them. What is opened in a test is closed when it ends,
 * and a page that had problems which the test did not allow fails it.
 */
export function useStage({ topology, args, azure = false }: StageOptions = {}): Stage {
  let browser: Browser;
  let namespace: Namespace;
  let dashboard: Dashboard;
  const dashboards: Dashboard[] = [];
  const visits: WatchedVisit[] = [];

  const start = async (further: readonly string[] = []): Promise<Dashboard> => {
    if (!azure) {
      return startDashboard({
        environment: 'local',
        outputsFile: await namespace.writeOutputs('local'),
        args: further,
      });
    }
    const manageConnectionString = namespace.broker.connectionString(undefined, 'primary', 'tls');
    return startDashboard({
      environment: 'dev',
      outputsFile: await namespace.writeOutputs('dev', { manageConnectionString }),
      args: further,
      env: { NODE_EXTRA_CA_CERTS: namespace.broker.certificateAuthorityFile ?? '' },
    });
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    namespace = await startNamespace({ topology });
    dashboard = await start(args);
  });

  afterEach(async () => {
    const seen = visits.splice(0);
    await Promise.all(seen.map(({ page }) => page.context().close()));
    await Promise.all(dashboards.splice(0).map((each) => each.stop()));
    for (const { check } of seen) check();
  });

  afterAll(async () => {
    // What did not start is missing here, and was told above.
    await (browser as Browser | undefined)?.close();
    await (dashboard as Dashboard | undefined)?.stop();
    await (namespace as Namespace | undefined)?.close();
  });

  return {
    get namespace() {
      return namespace;
    },
    get dashboard() {
      return dashboard;
    },
    async visit(path, options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      const visit = { page, ...watch(page) };
      visits.push(visit);
      await page.goto(new URL(path, dashboard.address).href);
      return visit;
    },
    async startDashboard(...options) {
      const another = await start(options);
      dashboards.push(another);
      return another;
    },
  };
}
