import { Aspects, TerraformLocal, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup } from '../test/synthesize.js';
import { errors } from '../test/warnings.js';
import type { ServiceBusAccessRule } from './access-rule.js';
import { ServiceBusNamespace } from './namespace.js';
import { NoSecretsInOutputs } from './no-secrets-in-outputs.js';

const errorsOf = (build: (scope: Construct, key: ServiceBusAccessRule, namespace: ServiceBusNamespace) => void) =>
  errors((scope) => {
    Aspects.of(scope).add(new NoSecretsInOutputs());
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'contoso-bus', resourceGroup });
    build(scope, namespace.addAccessRule('manager', { rights: ['Listen'] }), namespace);
  });

const message = (secret: string) =>
  `stack/key: The output is not sensitive, but carries a secret: ${secret}. Set sensitive: true, or take the output out: programs with an identity in Microsoft Entra ID need no key.`;

const secret = 'azurerm_servicebus_namespace_authorization_rule.bus_manager.primary_connection_string';

describe('NoSecretsInOutputs', () => {
  it('refuses a connection string in an output that is not sensitive', () => {
    const found = errorsOf((scope, key) => {
      new TerraformOutput(scope, 'key', { value: key.primaryConnectionString });
    });
    expect(found).toEqual([message(secret)]);
  });

  it('refuses one within a record, and one that comes by local values', () => {
    const found = errorsOf((scope, key) => {
      const first = new TerraformLocal(scope, 'first', { web: key.primaryConnectionString });
      const second = new TerraformLocal(scope, 'second', `${first.fqn}`);
      new TerraformOutput(scope, 'key', { value: { names: ['web'], secret: second.asString } });
    });
    expect(found).toEqual([message(secret)]);
  });

  it('refuses resources as a whole', () => {
    const found = errorsOf((scope, key) => {
      new TerraformOutput(scope, 'key', { value: key.resource });
    });
    expect(found).toEqual([message('azurerm_servicebus_namespace_authorization_rule.bus_manager')]);
  });

  it('takes secrets in sensitive outputs, and names in others', () => {
    const found = errorsOf((scope, key, namespace) => {
      new TerraformOutput(scope, 'key', { value: key.primaryConnectionString, sensitive: true });
      new TerraformOutput(scope, 'host', { value: namespace.hostname });
    });
    expect(found).toEqual([]);
  });
});
