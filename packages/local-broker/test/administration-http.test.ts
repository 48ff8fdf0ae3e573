import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import fc from 'fast-check';

import { entry, namespaceToken, request } from './helpers/administration-requests.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';

let local: LocalNamespace;

beforeAll(async () => {
  const events = defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] });
  local = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })], topics: [events] }));
});
afterAll(() => local.close());

const put = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  request(local, path, { method: 'PUT', body, headers });

describe('a request to the administration API', () => {
  it.each([
    ['Orders?api-version=2017-04', '/orders?api-version=2017-04', 'orders'],
    ['orders/', '/orders?api-version=2021-05', 'orders'],
    ['events/subscriptions/BILLING', '/events/Subscriptions/billing?', 'billing'],
    [
      'events/SUBSCRIPTIONS/billing/rules/%24default?enrich=False',
      '/events/Subscriptions/billing/Rules/$Default?',
      '$Default',
    ],
  ])('finds an entity whatever the spelling of its path: %s', async (path, id, title) => {
    const { status, type, body } = await request(local, path);
    expect(status).toBe(200);
    expect(type).toBe('application/atom+xml;type=entry;charset=utf-8');
    expect(body).toContain(`<id>http://localhost:${local.broker.port}${id}`);
    expect(body).toContain(`<title type="text">${title}</title>`);
  });

  it.each(['$Resources/Queues', '$resources/queues', 'events/Subscriptions/', 'events/subscriptions/billing/rules'])(
    'finds a list whatever the spelling of its path: %s',
    async (path) => {
      const { status, type, body } = await request(local, path);
      expect(status).toBe(200);
      expect(type).toBe('application/atom+xml;type=feed;charset=utf-8');
      expect(body.match(/<entry>/g)).toHaveLength(1);
    },
  );

  it('gets a list that is empty when it skips all there is', async () => {
    const { body } = await request(local, '$Resources/Topics?$skip=5&$top=10');
    expect(body).toContain('<feed');
    expect(body).not.toContain('<entry');
  });

  it('gets with a list the address of what comes after it', async () => {
    await put('more', entry('QueueDescription'));
    const { body } = await request(local, '$Resources/Queues?%24skip=0&%24top=1&api-version=2021-05');
    expect(body).toMatch(/<link rel="next" href="[^"]*\?api-version=2021-05&amp;\$skip=1&amp;\$top=1"/);
  });

  it('may give the members of a description in any order, and leave them out', async () => {
    const members = '<UserMetadata>a &amp; b &#233;</UserMetadata><LockDuration>PT30S</LockDuration>';
    const { status, body } = await put('any-order', entry('QueueDescription', members));
    expect(status).toBe(201);
    expect(body).toContain('<LockDuration>PT30S</LockDuration>');
    expect(body).toContain('<UserMetadata>a &amp; b é</UserMetadata>');
  });
});

describe('a request that is refused', () => {
  const badRequest = { status: 400, type: 'application/xml; charset=utf-8' };
  it.each([
    ['nothing', ''],
    ['no XML', 'orders'],
    ['XML that is cut off', entry('QueueDescription').slice(0, -5)],
    ['XML that is no entry', '<QueueDescription/>'],
    ['an entry without content', '<entry xmlns="http://www.w3.org/2005/Atom"/>'],
    ['a description of something else', entry('SubscriptionDescription')],
    ['a document type', `<!DOCTYPE entry [<!ENTITY a "b">]>${entry('QueueDescription')}`],
    ['elements that nest without end', '<a>'.repeat(5000) + '</a>'.repeat(5000)],
    ['a member of the wrong type', entry('QueueDescription', '<MaxDeliveryCount>many</MaxDeliveryCount>')],
    ['a status that is none', entry('QueueDescription', '<Status>Asleep</Status>')],
  ])('has as its body %s', async (_, body) => {
    const response = await put('refused', body);
    expect(response).toMatchObject(badRequest);
    expect(response.body).toMatch(/<Error><Code>400<\/Code><Detail>SubCode=40000\. .+<\/Detail><\/Error>$/);
    expect((await request(local, 'refused')).status).toBe(404);
  });

  it('has as its body more than any description needs', async () => {
    expect((await put('refused', ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it.each(['%zz', 'orders%', '$Resources/Queues?$top=many', '$Resources/Queues?$skip=-1'])(
    'has a URL that cannot be read: %s',
    async (path) => {
      expect(await request(local, path)).toMatchObject(badRequest);
    },
  );

  it('asks for what the API does not have', async () => {
    expect(await request(local, 'orders', { method: 'POST' })).toMatchObject({
      status: 404,
      body: expect.stringContaining('<Detail>No service is hosted at the specified address: POST /orders</Detail>'),
    });
    expect((await put('$Resources/Queues', entry('QueueDescription'))).status).toBe(400);
    expect((await request(local, '$Resources/Queues', { method: 'DELETE' })).status).toBe(400);
  });

  it.each<[string, () => string | undefined, string]>([
    ['no token', () => undefined, "MissingToken: the request has no 'Authorization' header"],
    ['an expired token', () => namespaceToken(local, local.clock.now() - 60_000), 'ExpiredToken'],
    ['a token that is none', () => 'SharedAccessSignature a=b', 'MalformedToken'],
    ['a token of Entra ID', () => 'Bearer abc', 'Entra'],
    ['a token of another kind', () => 'Basic abc', 'InvalidAuthorizationHeader'],
  ])('comes with %s', async (_, authorization, reason) => {
    const response = await request(local, 'orders', { authorization: authorization() });
    expect(response).toMatchObject({ status: 401, type: 'application/xml; charset=utf-8' });
    expect(response.body).toContain('SubCode=40100. ');
    expect(response.body).toContain(reason.replaceAll("'", '&apos;'));
  });

  it('lets an entity forward with a token that is not for the target', async () => {
    const members = `<ForwardTo>sb://localhost:${local.broker.port}/orders</ForwardTo>`;
    const token = namespaceToken(local, local.clock.now() - 60_000);
    const headers = { ServiceBusSupplementaryAuthorization: token };
    expect((await put('forwarding', entry('QueueDescription', members), headers)).status).toBe(401);
  });
});

describe('whatever comes to the administration API', () => {
  const member = fc.constantFrom(
    ...['LockDuration', 'MaxDeliveryCount', 'RequiresSession', 'MaxSizeInMegabytes', 'Status', 'ForwardTo', 'Filter'],
    ...['AuthorizationRules', 'UserMetadata', 'DefaultRuleDescription', 'AutoDeleteOnIdle', 'EnablePartitioning'],
  );
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'true',
      '0',
      '-1',
      'PT1S',
      'P1Y',
      'NaN',
      '1e9',
      '<a/>',
      '<![CDATA[x]]>',
      '&#0;',
      '&x;',
      '<Key/>',
    ),
    fc.string({ maxLength: 30 }),
  );
  const members = fc
    .array(fc.tuple(member, value), { maxLength: 6 })
    .map((pairs) => pairs.map(([name, text]) => `<${name}>${text}</${name}>`).join(''));
  const description = fc.constantFrom(
    'QueueDescription',
    'TopicDescription',
    'SubscriptionDescription',
    'RuleDescription',
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(description, members).map(([name, content]) => entry(name, content)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat(400), fc.string({ maxLength: 3 })).map(([at, text]) => {
        const whole = entry('QueueDescription', '<LockDuration>PT30S</LockDuration>');
        return whole.slice(0, at) + text + whole.slice(at + text.length);
      }),
    },
  );
  const path = fc.constantFrom(
    'fuzz',
    'events/Subscriptions/fuzz',
    'events/Subscriptions/billing/Rules/fuzz',
    'events',
  );

  it('is answered as done or as refused, and the broker goes on', async () => {
    await fc.assert(
      fc.asyncProperty(path, body, fc.boolean(), async (at, text, isUpdate) => {
        const { status } = await put(at, text, isUpdate ? { 'if-match': '*' } : {});
        expect([200, 201, 400, 401, 404, 409]).toContain(status);
        if (status === 201) expect((await request(local, at)).status).toBe(200);
        await request(local, at.replace(/^events$/, 'none'), { method: 'DELETE' });
      }),
      { numRuns: 150 },
    );
    expect((await request(local, 'orders')).status).toBe(200);
  });
});
