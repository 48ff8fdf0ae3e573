import { teamsRelayProblems, type TeamsRelayDefinition } from './index.js';

const webhookUrl = 'https://prod-01.westeurope.logic.azure.com/workflows/w/triggers/manual/paths/invoke?sig=s';

describe('teamsRelayProblems', () => {
  it.each<Partial<TeamsRelayDefinition>>([{}, { name: 'ordering-teams', webhookUrl }, { name: 'teams_(dev).1' }])(
    'accepts %p',
    (relay) => {
      expect(teamsRelayProblems(relay)).toEqual([]);
    },
  );

  it.each<[Partial<TeamsRelayDefinition>, string, string]>([
    [{ name: 'ordering teams' }, 'name', "a Logic App's name has 1 to 43 letters"],
    [{ name: 'a'.repeat(44) }, 'name', "a Logic App's name has 1 to 43 letters"],
    [{ webhookUrl: 'http://example.com/hook' }, 'webhookUrl', 'an https address'],
    [{ webhookUrl: 'https://contoso.webhook.office.com/webhookb2/x' }, 'webhookUrl', 'retired the connectors'],
  ])('refuses %p', (relay, property, rule) => {
    expect(teamsRelayProblems(relay)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });
});
