import type { AccessRight, AuthorizationRuleDefinition } from '../topology.js';
import { authorizationRuleProblems } from './index.js';

describe('authorizationRuleProblems', () => {
  it.each<readonly AccessRight[]>([['Send'], ['Listen'], ['Listen', 'Send'], ['Send', 'Manage', 'Listen']])(
    'accepts %p with %p',
    (...rights) => {
      expect(authorizationRuleProblems({ name: 'rule', rights })).toEqual([]);
    },
  );

  it.each<[Partial<AuthorizationRuleDefinition>, string]>([
    [{ name: 'may send' }, "an access rule's name has"],
    [{ rights: [] }, 'grants at least one right'],
    [{ rights: ['Read' as AccessRight] }, 'the rights are Listen, Send and Manage'],
    [{ rights: ['Manage'] }, 'Manage includes Listen and Send'],
    [{ rights: ['Manage', 'Listen'] }, 'Manage includes Listen and Send'],
  ])('refuses %p', (rule, text) => {
    expect(authorizationRuleProblems(rule).map((problem) => problem.rule)).toEqual([expect.stringContaining(text)]);
  });
});
