import type { ActionGroupDefinition } from '../topology.js';
import { actionGroupProblems } from './index.js';

const email = (name: string, emailAddress: string) => ({ emailReceivers: [{ name, emailAddress }] });
const webhook = (name: string, serviceUri: string) => ({ webhookReceivers: [{ name, serviceUri }] });

describe('actionGroupProblems', () => {
  it.each<Partial<ActionGroupDefinition>>([
    { name: 'messaging-oncall', shortName: 'oncall', ...email('oncall', 'oncall@example.com') },
    { shortName: 'twelve-chars' },
    webhook('chat', 'https://example.com/hook'),
  ])('accepts %p', (group) => {
    expect(actionGroupProblems(group)).toEqual([]);
  });

  it.each<[Partial<ActionGroupDefinition>, string, string]>([
    [{ name: 'ops/messaging' }, 'name', "an action group's name has"],
    [{ shortName: '' }, 'shortName', '1 to 12 characters'],
    [{ shortName: 'thirteen-char' }, 'shortName', '1 to 12 characters'],
    [email('oncall', 'oncall'), 'emailReceivers[0].emailAddress', 'the shape name@host.domain'],
    [email('', 'oncall@example.com'), 'emailReceivers[0].name', 'a receiver has a name'],
    [webhook('chat', '/hook'), 'webhookReceivers[0].serviceUri', 'an absolute http or https address'],
    [webhook('chat', 'https://'), 'webhookReceivers[0].serviceUri', 'an absolute http or https address'],
    [
      {
        emailReceivers: [
          { name: 'oncall', emailAddress: 'a@example.com' },
          { name: 'oncall', emailAddress: 'b@example.com' },
        ],
      },
      'emailReceivers',
      'different names',
    ],
  ])('refuses %p', (group, property, rule) => {
    expect(actionGroupProblems(group)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });
});
