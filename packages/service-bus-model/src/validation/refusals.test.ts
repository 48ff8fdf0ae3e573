import type { MetricAggregation, QueueDefinition, RuleDefinition, TopicDefinition } from '../topology.js';
import { unlimitedDuration } from '../durations.js';
import {
  actionGroupProblems,
  authorizationRuleProblems,
  authorizationRulesProblems,
  metricAlertProblems,
  namespaceContentsProblems,
  queueProblems,
  ruleProblems,
  rulesProblems,
  subscriptionProblems,
  topicContentsProblems,
  topicProblems,
  type NamespaceTraits,
} from './index.js';
import { describeProblem, type Problem } from './problem.js';

const basic: NamespaceTraits = { sku: 'Basic', premiumMessagingPartitions: 0 };
const standard: NamespaceTraits = { sku: 'Standard', premiumMessagingPartitions: 0 };
const premium: NamespaceTraits = { sku: 'Premium', premiumMessagingPartitions: 1 };

const queue = (wrong: Partial<QueueDefinition>, namespace = standard) => queueProblems(wrong, namespace);
const topic = (wrong: Partial<TopicDefinition>, namespace = standard) => topicProblems(wrong, namespace);
const rule = (wrong: Partial<RuleDefinition>) => ruleProblems(wrong);
const group = (wrong: Parameters<typeof actionGroupProblems>[0]) => actionGroupProblems(wrong);
const alert = (wrong: Parameters<typeof metricAlertProblems>[0]) => metricAlertProblems(wrong, standard);
const criterion = (wrong: NonNullable<Parameters<typeof metricAlertProblems>[0]['criteria']>[number]) =>
  alert({ criteria: [wrong] });

/** A wrong definition for each rule, and what is found in it. What is said is kept beside this file, to be read in review. */
const refusals: Readonly<Record<string, readonly Problem[]>> = {
  'a name of a queue': queue({ name: '/orders/' }),
  'a name of a topic': topic({ name: '' }),
  'a name of a subscription': subscriptionProblems({ name: 'billing/eu' }, standard),
  'a name of a rule': rule({ name: 'a'.repeat(51) }),
  'a name of an access rule': authorizationRuleProblems({ name: '-producer' }),
  'a name of an action group': group({ name: 'on/call' }),
  'a name of an alert': alert({ name: 'backlog?' }),
  'a status': queue({ status: 'Sleeping' as QueueDefinition['status'] }),
  'a lock that is too long': queue({ lockDuration: 'PT10M' }),
  'a lock that is too short': queue({ lockDuration: 'PT1S' }),
  'a lock that is no duration': queue({ lockDuration: '45' }),
  'a delivery count': queue({ maxDeliveryCount: 0 }),
  'a time to live': queue({ defaultMessageTimeToLive: 'PT0S' }),
  'a time to live on Basic': queue({ defaultMessageTimeToLive: 'P15D' }, basic),
  'an idle time': queue({ autoDeleteOnIdle: 'PT1M' }),
  'an idle time on Basic': queue({ autoDeleteOnIdle: 'PT1H' }, basic),
  'a note': queue({ userMetadata: 'x'.repeat(1_025) }).map((problem) => ({ ...problem, value: 'x…' })),
  'sessions on Basic': queue({ requiresSession: true }, basic),
  'duplicate detection on Basic': queue({ requiresDuplicateDetection: true }, basic),
  'forwarding on Basic': queue({ forwardTo: 'archive' }, basic),
  'dead letters forwarded on Basic': queue({ forwardDeadLetteredMessagesTo: 'archive' }, basic),
  'forwarding with sessions': queue({ forwardTo: 'archive', requiresSession: true }),
  'forwarding to itself': queue({ name: 'orders', forwardTo: 'Orders' }),
  'dead letters forwarded to itself': queue({ name: 'orders', forwardDeadLetteredMessagesTo: 'orders' }),
  'a window of duplicates': queue({ duplicateDetectionHistoryTimeWindow: 'P8D' }),
  'a size on Standard': queue({ maxSizeInMegabytes: 3 }),
  'a size of an unknown tier': queue({ maxSizeInMegabytes: 3 }, {}),
  'a size of messages on Standard': queue({ maxMessageSizeInKilobytes: 1_024 }),
  'a size of messages on Premium': queue({ maxMessageSizeInKilobytes: 512 }, premium),
  'partitions of a queue in a namespace of one': queue({ partitioningEnabled: true }, premium),
  'no partitions of a topic in a namespace of two': topic(
    { partitioningEnabled: false },
    { sku: 'Premium', premiumMessagingPartitions: 2 },
  ),
  'an express queue on Premium': queue({ expressEnabled: true }, premium),
  'a topic on Basic': topic({ name: 'events' }, basic),
  'rules of one name': rulesProblems([{ name: 'all' }, { name: 'All' }]),
  'a filter of nothing': rule({ filter: { kind: 'correlation' } }),
  'a filter that is no SQL': rule({ filter: { kind: 'sql', sqlExpression: 'amount >' } }),
  'a filter without text': rule({ filter: { kind: 'sql', sqlExpression: '' } }),
  'an action that is no SQL': rule({ action: { sqlExpression: 'CHANGE priority' } }),
  'no rights': authorizationRuleProblems({ rights: [] }),
  'a right that there is not': authorizationRuleProblems({ rights: ['Receive' as 'Listen'] }),
  'Manage alone': authorizationRuleProblems({ rights: ['Manage'] }),
  'thirteen access rules': authorizationRulesProblems(
    Array.from({ length: 13 }, (_, index) => ({ name: `r${index}` })),
  ),
  'access rules of one name': authorizationRulesProblems([{ name: 'reader' }, { name: 'Reader' }]),
  'subscriptions of a topic': topicContentsProblems({ subscriptions: 2_001 }),
  'SQL filters of a topic': topicContentsProblems({ sqlFilters: 2_001 }),
  'correlation filters of a topic': topicContentsProblems({ correlationFilters: 100_001 }),
  'entities of a namespace': namespaceContentsProblems({ entities: 10_001 }, standard),
  'partitioned entities of a namespace': namespaceContentsProblems({ partitionedEntities: 101 }, standard),
  'a short name': group({ shortName: 'messaging-oncall' }),
  'an e-mail address': group({ emailReceivers: [{ name: 'oncall', emailAddress: 'nobody' }] }),
  'a receiver without name': group({ emailReceivers: [{ name: '', emailAddress: 'oncall@example.com' }] }),
  'a country code': group({ smsReceivers: [{ countryCode: '+44' }] }),
  'a phone number': group({ voiceReceivers: [{ phoneNumber: '555-1212' }] }),
  'a webhook': group({ webhookReceivers: [{ serviceUri: 'example.com' }] }),
  'a webhook with a token': group({
    webhookReceivers: [
      { serviceUri: 'http://example.com', entraId: { objectId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' } },
    ],
  }),
  'a webhook of no application': group({
    webhookReceivers: [{ serviceUri: 'https://example.com', entraId: { objectId: 'chat' } }],
  }),
  'a Logic App': group({ logicAppReceivers: [{ resourceId: 'teams' }] }),
  "a Logic App's trigger": group({ logicAppReceivers: [{ callbackUrl: 'http://example.com' }] }),
  'a function app': group({ azureFunctionReceivers: [{ functionAppResourceId: 'tickets' }] }),
  'a function': group({ azureFunctionReceivers: [{ functionName: '' }] }),
  "a function's trigger": group({ azureFunctionReceivers: [{ httpTriggerUrl: 'ftp://example.com' }] }),
  'an event hub': group({ eventHubReceivers: [{ eventHubName: 'a/b' }] }),
  "an event hub's namespace": group({ eventHubReceivers: [{ eventHubNamespace: '' }] }),
  "an event hub's subscription": group({ eventHubReceivers: [{ subscriptionId: 'mine' }] }),
  'a role': group({ armRoleReceivers: [{ roleId: 'Owner' }] }),
  'receivers of one name': group({ emailReceivers: [{ name: 'oncall' }], smsReceivers: [{ name: 'OnCall' }] }),
  'eleven phones': group({ smsReceivers: Array.from({ length: 11 }, (_, index) => ({ name: `p${index}` })) }).map(
    (problem) => ({ ...problem, value: 11 }),
  ),
  'a severity': alert({ severity: 5 }),
  'a frequency': alert({ frequency: 'PT2M' }),
  'a window': alert({ windowSize: 'PT2M' }),
  'a window that is shorter than the frequency': alert({ windowSize: 'PT1M', frequency: 'PT5M' }),
  'no criteria': alert({ criteria: [] }),
  'six criteria': alert({ criteria: Array.from({ length: 6 }, () => ({ dimensions: [] })) }).slice(0, 1),
  'six action groups': alert({ actionGroups: ['a', 'b', 'c', 'd', 'e', 'f'] }),
  'a metric namespace': criterion({ metricNamespace: 'Microsoft.ServiceBus' }),
  'a metric': criterion({ metricName: 'activeMessages' }),
  'a metric of another tier': criterion({ metricName: 'NamespaceCpuUsage' }),
  'an aggregation': criterion({ metricName: 'ActiveMessages', aggregation: 'Total' }),
  'an aggregation that there is not': criterion({
    metricName: 'IncomingMessages',
    aggregation: 'Sum' as MetricAggregation,
  }),
  'an operator': criterion({ operator: 'NotEquals' }),
  'a threshold': criterion({ threshold: Number.NaN }),
  'a dimension': criterion({
    metricName: 'ActiveMessages',
    dimensions: [{ name: 'Queue', operator: 'Include', values: ['orders'] }],
  }),
  'a dimension of a metric without': criterion({
    metricName: 'ActiveConnections',
    dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
  }),
  'an operator of a dimension': criterion({
    dimensions: [{ name: 'EntityName', operator: 'Equals' as 'Include', values: ['orders'] }],
  }),
  'a dimension without values': criterion({
    dimensions: [{ name: 'EntityName', operator: 'Include', values: [] }],
  }),
  'a threshold that is learned of a gauge': alert({ dynamicCriterion: { metricName: 'ActiveMessages' } }),
  'a window of a learned threshold': alert({ dynamicCriterion: {}, windowSize: 'PT12H', frequency: 'PT5M' }),
  'an operator of a learned threshold': alert({ dynamicCriterion: { operator: 'Equals' as 'LessThan' } }),
  'a sensitivity': alert({ dynamicCriterion: { alertSensitivity: 'Extreme' as 'High' } }),
  'no windows to look at': alert({ dynamicCriterion: { evaluationTotalCount: 0 } }),
  'more failures than windows': alert({
    dynamicCriterion: { evaluationTotalCount: 2, evaluationFailureCount: 3 },
  }),
  'a beginning of learning': alert({ dynamicCriterion: { ignoreDataBefore: 'yesterday' } }),
};

describe('what Azure would refuse', () => {
  it.each(Object.entries(refusals))('is told for %s', (_, problems) => {
    expect(problems.map(describeProblem)).toMatchSnapshot();
    expect(problems).not.toEqual([]);
  });

  it('is nothing where a time is left at its longest', () => {
    expect(queue({ defaultMessageTimeToLive: unlimitedDuration, autoDeleteOnIdle: unlimitedDuration }, basic)).toEqual(
      [],
    );
  });
});
