import { Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { Duration, ServiceBusNamespace, ServiceBusQueue, ServiceBusTopic, type LifecycleProps } from './index.js';

const entities = (props: LifecycleProps) =>
  synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
    new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, ...props });
    new ServiceBusTopic(scope, 'events', { name: 'events', namespace, ...props }).addSubscription('billing', props);
  }).resource;

const each = (resource: ReturnType<typeof entities>) =>
  ['queue', 'topic', 'subscription'].flatMap((kind) => Object.values(resource[`azurerm_servicebus_${kind}`] ?? {}));

describe('a queue, topic and subscription', () => {
  it('are protected by Terraform where that is asked for', () => {
    const protectedEntity = expect.objectContaining({ lifecycle: { prevent_destroy: true } });
    expect(each(entities({ preventDestroy: true }))).toEqual([protectedEntity, protectedEntity, protectedEntity]);
  });

  it('are not protected otherwise', () => {
    for (const props of [{}, { preventDestroy: false }]) {
      expect(each(entities(props)).filter((entity) => 'lifecycle' in entity)).toEqual([]);
    }
  });

  it("have timeouts as Terraform's provider reads them", () => {
    const timeouts = { create: Duration.minutes(45), read: 'PT90S', update: Token.asString('${var.patience}') };
    const patient = expect.objectContaining({
      timeouts: { create: '2700s', read: '90s', update: '${var.patience}' },
    });
    expect(each(entities({ timeouts }))).toEqual([patient, patient, patient]);
  });

  it.each(['30m', 'PT0S'])('are refused with the timeout %s', (text) => {
    expect(() => entities({ timeouts: { delete: text } })).toThrow(
      `Azure would refuse stack/orders:\n  - timeouts.delete is '${text}', but a timeout is an ISO 8601 duration of at least PT1S. Give for example 'PT30M'.`,
    );
  });
});
