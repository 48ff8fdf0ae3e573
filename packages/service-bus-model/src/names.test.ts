import { isValidName, nameRules } from './names.js';

type Kind = keyof typeof nameRules;

describe('isValidName', () => {
  it.each<[Kind, string]>([
    ['resourceGroup', 'rg-messaging_(dev).1'],
    ['namespace', 'ams-dev-bus'],
    ['namespace', `a${'b'.repeat(49)}`],
    ['queue', 'orders'],
    ['queue', 'sales/eu.orders_1~new-2'],
    ['queue', 'a'.repeat(260)],
    ['topic', 'e'],
    ['subscription', 'billing.eu-1_x'],
    ['rule', '$Default'],
    ['rule', 'addressed'],
    ['authorizationRule', 'manage-policy'],
    ['actionGroup', 'Messaging on-call'],
    ['metricAlert', 'orders backlog'],
  ])('accepts the %s %p', (kind, name) => {
    expect(isValidName(name, nameRules[kind])).toBe(true);
  });

  it.each<[Kind, string, string]>([
    ['resourceGroup', 'messaging.', 'it ends in a period'],
    ['resourceGroup', 'r'.repeat(91), 'it is too long'],
    ['namespace', 'ams-dev-sb', 'it ends in -sb'],
    ['namespace', 'ams-dev-MGMT', 'it ends in -mgmt, in any case'],
    ['namespace', 'short', 'it is too short'],
    ['namespace', `a${'b'.repeat(50)}`, 'it is too long'],
    ['namespace', '1messaging', 'it starts with a digit'],
    ['namespace', 'messaging-', 'it ends in a hyphen'],
    ['namespace', 'messaging_bus', 'it has an underscore'],
    ['queue', '', 'it is empty'],
    ['queue', '/orders', 'it starts with a slash'],
    ['queue', 'orders.', 'it ends in a period'],
    ['queue', 'new orders', 'it has a space'],
    ['queue', 'orders\n', 'it ends in a line break'],
    ['queue', 'a'.repeat(261), 'it is too long'],
    ['topic', 'events?', 'it has a question mark'],
    ['subscription', 'eu/billing', 'it has a slash'],
    ['subscription', 'b'.repeat(51), 'it is too long'],
    ['rule', '$Other', 'only $Default may start so'],
    ['rule', '', 'it is empty'],
    ['authorizationRule', 'may send', 'it has a space'],
    ['actionGroup', 'ops/messaging', 'it has a slash'],
    ['actionGroup', 'ops ', 'it ends in a space'],
    ['metricAlert', 'orders#1', 'it has a number sign'],
    ['metricAlert', 'orders.', 'it ends in a period'],
  ])('refuses the %s %p, because %s', (kind, name) => {
    expect(isValidName(name, nameRules[kind])).toBe(false);
  });
});
