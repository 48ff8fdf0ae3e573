import { readText } from './attributes.js';
import { authorizationRuleParents, type AuthorizationRuleType } from './authorization-rules.js';
import { readParent } from './parents.js';
import { idsAsAddresses, resolverOf, type Resolve } from './references.js';
import { resourceId } from './resource-ids.js';
import { parseStackDocument, type StackDocument, type StackResource } from './stack-document.js';

const authorizationRuleAttributes = [
  'primary_connection_string',
  'secondary_connection_string',
  'primary_key',
  'secondary_key',
] as const;

const namespaceAttributes = [
  'endpoint',
  'default_primary_connection_string',
  'default_secondary_connection_string',
  'default_primary_key',
  'default_secondary_key',
] as const;

/** Attributes of a rule that only a running namespace knows. */
export type AuthorizationRuleAttribute = (typeof authorizationRuleAttributes)[number];

/** Attributes of a namespace that only a running one knows; the defaults belong to `RootManageSharedAccessKey`. */
export type NamespaceAttribute = (typeof namespaceAttributes)[number];

/** What a running namespace knows and its stack does not. */
export interface ComputedAttributes {
  /**
   * @param rule its name and the queue or topic it belongs to; `entityPath` undefined for a rule of the namespace. Azure's
   * connection strings of a queue or topic carry `EntityPath`.
   */
  authorizationRule(
    rule: { readonly entityPath: string | undefined; readonly name: string },
    attribute: AuthorizationRuleAttribute,
  ): string;
  namespace(attribute: NamespaceAttribute): string;
}

/**
 * The outputs of a synthesized stack with all references resolved, as a deployment would print them.
 * @param json the parsed JSON of a `cdk.tf.json`
 * @throws SynthesizedStackError not such a document, or a reference that cannot be resolved
 */
export function readStackOutputs(json: unknown, computed: ComputedAttributes): Readonly<Record<string, unknown>> {
  const document = parseStackDocument(json);
  const toAddress = resolverOf(document, idsAsAddresses);
  const resolve = resolverOf(document, {
    id: resourceId,
    attribute(resource, name) {
      if (resource.type === 'azurerm_servicebus_namespace') {
        const attribute = namespaceAttributes.find((known) => known === name);
        return attribute && computed.namespace(attribute);
      }
      // An alias for disaster recovery leads to the same namespace, as long as there is but one.
      const plainName = name.replace(/_alias$/, '');
      const attribute = authorizationRuleAttributes.find((known) => known === plainName);
      if (!isAuthorizationRule(resource.type) || attribute === undefined) return undefined;
      const entityPath = entityPathOf(resource, resource.type, document, toAddress);
      return computed.authorizationRule({ entityPath, name: readText(resource, 'name', toAddress) }, attribute);
    },
  });
  return Object.fromEntries(
    Object.entries(document.outputs).map(([name, value]) => [name, resolve(value, `output.${name}`)]),
  );
}

const isAuthorizationRule = (type: string): type is AuthorizationRuleType =>
  Object.hasOwn(authorizationRuleParents, type);

function entityPathOf(
  rule: StackResource,
  type: AuthorizationRuleType,
  document: StackDocument,
  toAddress: Resolve,
): string | undefined {
  if (type === 'azurerm_servicebus_namespace_authorization_rule') return undefined;
  const parent = readParent(rule, authorizationRuleParents[type], document, toAddress);
  return readText(parent, 'name', toAddress);
}
