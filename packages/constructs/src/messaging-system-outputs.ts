import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/** What programs need to use a system, by key. Every value is a token that only Terraform resolves. */
export interface MessagingSystemOutputs<Queues, Topics, Subscriptions, Programs, NamespaceKeys> {
  readonly resourceGroupName: string;
  readonly namespaceName: string;
  /** Host that clients connect to. */
  readonly namespaceHostname: string;
  readonly queueNames: { readonly [Key in keyof Queues]: string };
  readonly topicNames: { readonly [Key in keyof Topics]: string };
  readonly subscriptionNames: { readonly [Key in keyof Subscriptions]: string };
  /** A secret for each program on each queue or topic that it uses. */
  readonly connectionStrings: {
    readonly [Program in keyof Programs]: { readonly [Entity in keyof Programs[Program]]: string };
  };
  /** Secrets of the whole namespace. */
  readonly namespaceConnectionStrings: { readonly [Key in keyof NamespaceKeys]: string };
}

type AnyOutputs = MessagingSystemOutputs<
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  Readonly<Record<string, unknown>>
>;

/** Writes the outputs to the stack of the scope, connection strings marked as secrets. */
export function addTerraformOutputs(scope: Construct, outputs: AnyOutputs): void {
  const stack = TerraformStack.of(scope);
  const add = (words: readonly string[], value: string, sensitive?: true) =>
    new TerraformOutput(stack, outputName(words), { value, sensitive });
  const addNames = (names: Readonly<Record<string, string>>, kind: string) => {
    for (const [key, name] of Object.entries(names)) add([key, kind, 'name'], name);
  };
  add(['resource_group_name'], outputs.resourceGroupName);
  add(['namespace_name'], outputs.namespaceName);
  add(['namespace_hostname'], outputs.namespaceHostname);
  addNames(outputs.queueNames, 'queue');
  addNames(outputs.topicNames, 'topic');
  addNames(outputs.subscriptionNames, 'subscription');
  for (const [program, secrets] of Object.entries(outputs.connectionStrings)) {
    for (const [entity, secret] of Object.entries(secrets)) add([program, entity, 'connection_string'], secret, true);
  }
  for (const [key, secret] of Object.entries(outputs.namespaceConnectionStrings)) {
    add([key, 'connection_string'], secret, true);
  }
}

/** Terraform's names of outputs, in snake case: `customer-orders` becomes `customer_orders`. */
function outputName(words: readonly string[]): string {
  return words.join('_').replace(/[^A-Za-z0-9_]/g, '_');
}
