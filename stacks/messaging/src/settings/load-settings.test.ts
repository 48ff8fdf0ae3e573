import { SettingsError } from './errors.js';
import { loadSettings } from './load-settings.js';
import type { EnvironmentSettings } from './schema.js';

const id = '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978';
const file: EnvironmentSettings = { alertEmail: 'oncall@example.com', tags: { team: 'ordering' } };

describe('loadSettings', () => {
  it('fills in what the file leaves out', () => {
    expect(loadSettings('dev', file, {})).toEqual({
      project: 'ams',
      location: 'eastus',
      sku: 'Standard',
      queueName: 'orders',
      sessionQueueName: 'customer-orders',
      parkingQueueName: 'parked',
      topicName: 'events',
      insightsTopicName: 'insights',
      backlogThreshold: 100,
      producers: [],
      processors: [],
      reprocessors: [],
      alertEmail: 'oncall@example.com',
      tags: { team: 'ordering' },
      backend: { type: 'local' },
    });
  });

  it('lets variables win over the file, and adds their tags', () => {
    const variables = { AMS_ALERT_EMAIL: 'ops@example.com', AMS_TAGS: 'cost-center=42, owner=a=b' };
    expect(loadSettings('dev', file, variables)).toMatchObject({
      alertEmail: 'ops@example.com',
      tags: { team: 'ordering', 'cost-center': '42', owner: 'a=b' },
    });
  });

  it('takes an empty variable as absent', () => {
    expect(loadSettings('dev', file, { AMS_ALERT_EMAIL: '' }).alertEmail).toBe('oncall@example.com');
  });

  it.each([
    ['false', false],
    ['true', true],
  ])('reads from AMS_LOCAL_AUTH_ENABLED=%s whether there are keys', (text, localAuthEnabled) => {
    expect(loadSettings('prod', file, { AMS_LOCAL_AUTH_ENABLED: text })).toMatchObject({ localAuthEnabled });
  });

  it('reads from AMS_PREVENT_DESTROY whether entities are protected', () => {
    expect(loadSettings('prod', file, { AMS_PREVENT_DESTROY: 'true' })).toMatchObject({ preventDestroy: true });
  });

  it('refuses to leave the local apps without keys', () => {
    expect(() => loadSettings('local', file, { AMS_LOCAL_AUTH_ENABLED: 'false' })).toThrow(
      'localAuthEnabled is false, but the apps of environment local connect by keys.',
    );
  });

  it('reads who runs the programs, with or without the type', () => {
    const variables = { AMS_PROCESSORS: `ServicePrincipal:${id}, ${id}`, AMS_REPROCESSORS: `Group:${id}` };
    expect(
      loadSettings('dev', { ...file, producers: [{ principalId: id, principalType: 'User' }] }, variables),
    ).toMatchObject({
      producers: [{ principalId: id, principalType: 'User' }],
      processors: [{ principalId: id, principalType: 'ServicePrincipal' }, { principalId: id }],
      reprocessors: [{ principalId: id, principalType: 'Group' }],
    });
  });

  it("names the state's blob after the environment", () => {
    const variables = {
      AMS_STATE_RESOURCE_GROUP: 'terraform',
      AMS_STATE_STORAGE_ACCOUNT: 'contosostate',
      AMS_STATE_CONTAINER: 'states',
    };
    expect(loadSettings('staging', file, variables).backend).toMatchObject({ key: 'messaging-staging.tfstate' });
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ alertEmail: 'oncall' }, 'alertEmail is "oncall": must be an e-mail address, such as oncall@example.com.'],
    [{ namespaceName: 'ams-dev-sb' }, 'namespaceName is "ams-dev-sb": a namespace\'s name has 6 to 50'],
    [{ resourceGroupName: 'ams.' }, 'resourceGroupName is "ams.": a resource group\'s name has'],
    [{ queueName: 'my orders' }, 'queueName is "my orders": a queue\'s name has'],
    [{ topicName: '/events' }, 'topicName is "/events": a topic\'s name has'],
    [{ location: 'East US' }, 'location is "East US": must be a region\'s short name'],
    [{ project: 'AMS' }, 'project is "AMS": must be 1 to 30 lower-case letters'],
    [{ sku: 'standard' }, 'sku is "standard": '],
    [{ backlogThreshold: 0 }, 'backlogThreshold is 0: '],
    [
      { backend: { type: 'azurerm', resourceGroup: 'tf', storageAccount: 'Not-One', container: 'states', key: 'k' } },
      'backend.storageAccount is "Not-One": must be 3 to 24',
    ],
    [
      { processors: [{ principalId: 'worker' }] },
      'processors.0.principalId is "worker": must be an object id of Entra ID, a GUID; neither a name nor a client id. ' +
        'Set it in src/environments/dev.ts or AMS_PROCESSORS.',
    ],
    [{ producers: [{ principalId: id, principalType: 'Robot' }] }, 'producers.0.principalType is "Robot": '],
    [{ region: 'eastus' }, 'Unrecognized key: "region"'],
  ])('refuses %p', (settings, message) => {
    expect(() => loadSettings('dev', { ...file, ...settings } as EnvironmentSettings, {})).toThrow(message);
  });

  it('says where a setting can be set', () => {
    expect(() => loadSettings('prod', file, { AMS_LOCATION: '1' })).toThrow(
      'Set it in src/environments/prod.ts or AMS_LOCATION.',
    );
  });

  it('names everything that is missing of a state backend', () => {
    expect(() => loadSettings('dev', file, { AMS_STATE_KEY: 'x' })).toThrow(
      [
        'The settings of environment dev are wrong:',
        '  - backend.resourceGroup is missing. Set it in src/environments/dev.ts or AMS_STATE_RESOURCE_GROUP.',
        '  - backend.storageAccount is missing. Set it in src/environments/dev.ts or AMS_STATE_STORAGE_ACCOUNT.',
        '  - backend.container is missing. Set it in src/environments/dev.ts or AMS_STATE_CONTAINER.',
      ].join('\n'),
    );
  });

  it.each([
    [{ AMS_CAPACITY: 'two' }, "AMS_CAPACITY is 'two', but must be a number."],
    [{ AMS_LOCAL_AUTH_ENABLED: 'no' }, "AMS_LOCAL_AUTH_ENABLED is 'no', but must be true or false."],
    [{ AMS_TAGS: 'team' }, "AMS_TAGS is 'team', but must be name=value pairs"],
  ])('refuses the variables %p', (variables, message) => {
    expect(() => loadSettings('dev', file, variables)).toThrow(new SettingsError(message).message);
  });
});
