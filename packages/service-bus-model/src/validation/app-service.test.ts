import { appServiceProblems, describeProblem, type AppServiceDefinition } from './index.js';

describe('appServiceProblems', () => {
  it.each<Partial<AppServiceDefinition>>([
    {},
    { name: 'w1', skuName: 'S1', minInstances: 1, maxInstances: 10, messagesPerInstance: 1 },
    { name: 'W'.repeat(60), skuName: 'P1v3', minInstances: 30, maxInstances: 30 },
    { windowSize: 'PT5M', cooldown: 'PT1M' },
    { windowSize: 'PT12H', cooldown: 'P7D', healthPath: '/' },
  ])('accepts %p', (app) => {
    expect(appServiceProblems(app)).toEqual([]);
  });

  it.each<[Partial<AppServiceDefinition>, string]>([
    [
      { name: '-orders' },
      "name is '-orders', but a web app's name has 2 to 60 letters, digits and hyphens, and no hyphen at its ends. Choose for example 'contoso-orders-worker'.",
    ],
    [{ skuName: 'B1' }, "skuName is 'B1', but plans that scale by a metric are S1, S2, S3, P1v2, "],
    [{ skuName: 's1' }, "Choose one of them, spelled so: 'S1' is the smallest."],
    [
      { minInstances: 0 },
      'minInstances is 0, but a plan has at least 1 instance. Give 1 or more, or use ContainerAppWorker, which scales to zero.',
    ],
    [
      { minInstances: 4, maxInstances: 3 },
      'minInstances is 4, but there are at most 3 instances by maxInstances. Give a smaller minInstances or a larger maxInstances.',
    ],
    [
      { skuName: 'S2', maxInstances: 11 },
      'maxInstances is 11, but a plan of S2 has 1 to 10 instances. Give a number within that range, or choose a larger plan.',
    ],
    [{ skuName: 'P0v3', maxInstances: 31 }, 'a plan of P0v3 has 1 to 30 instances'],
    [
      { messagesPerInstance: 0.5 },
      'messagesPerInstance is 0.5, but an instance is there for a whole number of messages, at least 1. Give how many messages one instance works off in a few minutes.',
    ],
    [{ windowSize: 'PT1M' }, "windowSize is 'PT1M', but autoscale looks back PT5M to PT12H. Give for example 'PT5M'."],
    [{ cooldown: 'PT30S' }, "cooldown is 'PT30S', but autoscale pauses PT1M to P7D. Give for example 'PT5M'."],
    [{ healthPath: 'health' }, "healthPath is 'health', but a path starts with /. Give for example '/health/live'."],
  ])('refuses %p', (app, message) => {
    expect(appServiceProblems(app).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
