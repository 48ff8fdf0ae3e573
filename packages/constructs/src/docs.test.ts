import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'docs', 'constructs');
const here = fileURLToPath(new URL('.', import.meta.url));

/** What each page is about: the resource that its snippet must yield. */
const subjects: Readonly<Record<string, string>> = {
  'access-rules.md': 'azurerm_servicebus_queue_authorization_rule',
  'action-group.md': 'azurerm_monitor_action_group',
  'alerts.md': 'azurerm_monitor_metric_alert',
  'app-service-worker.md': 'azurerm_linux_web_app',
  'container-app-worker.md': 'azurerm_container_app',
  'customer-managed-key.md': 'azurerm_servicebus_namespace_customer_managed_key',
  'default-rules.md': 'azurerm_servicebus_subscription_rule',
  'diagnostic-settings.md': 'azurerm_monitor_diagnostic_setting',
  'email-action-group.md': 'azurerm_monitor_action_group',
  'geo-disaster-recovery.md': 'azurerm_servicebus_namespace_disaster_recovery_config',
  'grants.md': 'azurerm_role_assignment',
  'management-lock.md': 'azurerm_management_lock',
  'messaging-dashboard.md': 'azurerm_portal_dashboard',
  'messaging-system.md': 'azurerm_monitor_metric_alert',
  'messaging-unit-autoscale.md': 'azurerm_monitor_autoscale_setting',
  'metric-alert.md': 'azurerm_monitor_metric_alert',
  'namespace.md': 'azurerm_servicebus_namespace',
  'no-secrets-in-outputs.md': 'azurerm_servicebus_queue',
  'private-dns-zone.md': 'azurerm_private_dns_zone',
  'private-endpoint.md': 'azurerm_private_endpoint',
  'protect-stateful-entities.md': 'azurerm_servicebus_queue',
  'queue-backlog-alert.md': 'azurerm_monitor_metric_alert',
  'queue.md': 'azurerm_servicebus_queue',
  'required-tags.md': 'azurerm_servicebus_namespace',
  'subscription-rule.md': 'azurerm_servicebus_subscription_rule',
  'subscription.md': 'azurerm_servicebus_subscription_rule',
  'teams-relay.md': 'azurerm_logic_app_workflow',
  'topic.md': 'azurerm_servicebus_topic',
  'warn-on-replacement.md': 'azurerm_servicebus_queue',
};

/** The programs for platform teams in the READMEs, of the workspace and of the package, and resources that they yield. */
const readmes: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['azurerm_servicebus_queue', 'azurerm_monitor_metric_alert'],
  'packages/constructs/README.md': ['azurerm_servicebus_queue', 'azurerm_servicebus_subscription_rule'],
};

function snippetOf(file: string): string {
  const snippets = [...readFileSync(file, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');
  return snippets.find((code) => code.includes("'@ams/constructs'")) ?? '';
}

const snippets = new Map([
  ...Object.keys(subjects).map((page) => [page, snippetOf(join(folder, page))] as const),
  ...Object.keys(readmes).map((readme) => [readme, snippetOf(join(root, readme))] as const),
]);

/** The snippets as files beside this one, where imports resolve as in a project that uses the package. */
const files = new Map(
  [...snippets].map(([page, code]) => [join(here, `${page.replaceAll('/', '-')}.ts`).replaceAll('\\', '/'), code]),
);

function typeErrors(): readonly string[] {
  const { config } = ts.readConfigFile(join(here, '..', '..', '..', 'tsconfig.base.json'), ts.sys.readFile) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, here);
  const host = ts.createCompilerHost({ ...options, composite: false, noEmit: true });
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, composite: false, declarationMap: false, emitDeclarationOnly: false, noEmit: true },
    host,
  );
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && files.has(file.fileName))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

/** Runs a snippet as the program that it is, and returns the resource types of its one stack. */
function resourceTypes(code: string): readonly string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'construct-docs-'));
  process.env['CDKTF_OUTDIR'] = outdir;
  try {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    new Function('require', 'exports', outputText)(require, {});
    const [stack = 'none'] = readdirSync(join(outdir, 'stacks'));
    const { resource } = JSON.parse(readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8')) as {
      readonly resource: object;
    };
    return Object.keys(resource);
  } finally {
    delete process.env['CDKTF_OUTDIR'];
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('docs/constructs', () => {
  it('has these pages', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(subjects).sort());
  });

  it('has snippets without type errors', () => {
    expect(typeErrors()).toEqual([]);
  }, 120_000);

  it.each(Object.entries(subjects))('has in %s a snippet that synthesizes a %s', (page, type) => {
    expect(resourceTypes(snippets.get(page) ?? '')).toContain(type);
  });

  it.each(Object.entries(readmes))('is introduced by %s with a program that synthesizes %j', (readme, types) => {
    expect(resourceTypes(snippets.get(readme) ?? '')).toEqual(expect.arrayContaining([...types]));
  });
});
