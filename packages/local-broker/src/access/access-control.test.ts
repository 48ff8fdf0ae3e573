import { createHmac } from 'node:crypto';

import type { AccessRight } from '@ams/service-bus-model';
import { defineQueue, defineSubscription, defineTopic, defineTopology } from '@ams/service-bus-model';

import { AccessControl, allows, type Grant } from './access-control.js';
import { generateKeys, type SharedAccessKeys } from './keys.js';

const now = Date.UTC(2026, 0, 1);
const inAnHour = now / 1000 + 3600;

const rule = (name: string, ...rights: readonly AccessRight[]) => ({ name, rights });

const topology = defineTopology({
  namespace: { name: 'local', authorizationRules: [rule('namespace-send', 'Send')] },
  queues: [
    defineQueue({ name: 'orders', authorizationRules: [rule('send', 'Send'), rule('listen', 'Listen')] }),
    defineQueue({ name: 'orders2', authorizationRules: [rule('send', 'Send')] }),
    defineQueue({ name: 'orders/returns' }),
  ],
  topics: [
    defineTopic({
      name: 'Events',
      subscriptions: [defineSubscription({ name: 'billing' })],
      authorizationRules: [rule('listen', 'Listen')],
    }),
  ],
});

const madeKeys = new Map<string, SharedAccessKeys>();

function keysOf(entity: string, name: string): SharedAccessKeys {
  const id = `${entity}|${name}`;
  const keys = madeKeys.get(id) ?? generateKeys();
  madeKeys.set(id, keys);
  return keys;
}

const accessControl = new AccessControl(topology, keysOf);

interface TokenRequest {
  readonly resource?: string;
  readonly rule?: string;
  readonly key?: string;
  readonly expiry?: number | string;
  readonly encode?: (text: string) => string;
  readonly order?: readonly string[];
}

/** Makes a token as a client does. */
function sign({
  resource = 'sb://localhost:5672/orders',
  rule: name = 'send',
  key = keysOf('orders', 'send').primaryKey,
  expiry = inAnHour,
  encode = encodeURIComponent,
  order = ['sr', 'sig', 'se', 'skn'],
}: TokenRequest = {}): string {
  const sr = encode(resource);
  const sig = encode(createHmac('sha256', key).update(`${sr}\n${expiry}`).digest('base64'));
  const parameters: Record<string, string> = { sr, sig, se: String(expiry), skn: encode(name) };
  return `SharedAccessSignature ${order.map((parameter) => `${parameter}=${parameters[parameter]}`).join('&')}`;
}

function validate(token: string, audience = 'sb://localhost:5672/orders'): Grant {
  return accessControl.validate(token, audience, now);
}

function refusal(text: string) {
  return expect.objectContaining({
    condition: 'amqp:unauthorized-access',
    message: expect.stringContaining(text),
  });
}

const lowerCaseEncoding = (text: string) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase());

describe('a shared access signature', () => {
  it('gives the rights of its rule until it expires', () => {
    expect(validate(sign())).toEqual({
      path: 'orders',
      ruleOwner: 'orders',
      identity: 'send of orders',
      rights: new Set(['Send']),
      expiresAt: inAnHour * 1000,
    });
  });

  it.each([[['sr', 'sig', 'se', 'skn']], [['sig', 'se', 'skn', 'sr']], [['skn', 'se', 'sr', 'sig']]])(
    'may have its parameters in the order %j',
    (order) => {
      expect(validate(sign({ order })).path).toBe('orders');
    },
  );

  it('may be encoded with small letters', () => {
    const token = sign({ encode: lowerCaseEncoding });
    expect(token).toContain('%3a%2f%2f');
    expect(validate(token).path).toBe('orders');
  });

  it('may be signed with the secondary key', () => {
    expect(validate(sign({ key: keysOf('orders', 'send').secondaryKey })).path).toBe('orders');
  });

  it('may have plus signs that are not encoded', () => {
    const tokens = Array.from({ length: 200 }, (_, second) => sign({ expiry: inAnHour + second }));
    const token = tokens.find((each) => each.includes('%2B')) ?? '';
    expect(validate(token.replaceAll('%2B', '+')).path).toBe('orders');
  });

  it.each(['sb://localhost/orders', 'sb://localhost/orders/', 'amqps://elsewhere:1/ORDERS', 'CheeseBurger://x/orders'])(
    'may name its resource %s',
    (resource) => {
      expect(validate(sign({ resource })).path).toBe('orders');
    },
  );

  it('may be for the whole namespace when a rule of the namespace signs it', () => {
    const key = keysOf('', 'RootManageSharedAccessKey').primaryKey;
    const token = sign({ resource: 'sb://localhost/', rule: 'RootManageSharedAccessKey', key });
    expect(validate(token, 'sb://localhost/')).toMatchObject({ path: '', ruleOwner: '' });
    expect(validate(token).rights).toEqual(new Set(['Listen', 'Send', 'Manage']));
  });

  it('may be for a topic and used for its subscription', () => {
    const token = sign({
      resource: 'sb://localhost/events',
      rule: 'listen',
      key: keysOf('Events', 'listen').primaryKey,
    });
    expect(validate(token, 'sb://localhost/Events/Subscriptions/billing').path).toBe('events/subscriptions/billing');
  });

  it('is refused when another key made it', () => {
    expect(() => validate(sign({ key: generateKeys().primaryKey }))).toThrow(refusal('InvalidSignature'));
  });

  it('is refused when its expiry was changed', () => {
    const token = sign().replace(`se=${inAnHour}`, `se=${inAnHour + 1}`);
    expect(() => validate(token)).toThrow(refusal('InvalidSignature'));
  });

  it('is refused when its signature is cut short', () => {
    const token = sign().replace(/sig=[^&]{10}/, 'sig=');
    expect(() => validate(token)).toThrow(refusal('InvalidSignature'));
  });

  it('is refused from the second on in which it expires', () => {
    expect(() => validate(sign({ expiry: now / 1000 }))).toThrow(refusal('ExpiredToken'));
    expect(validate(sign({ expiry: now / 1000 + 1 })).expiresAt).toBe(now + 1000);
  });

  it('is refused when nobody has its rule, naming the rule', () => {
    expect(() => validate(sign({ rule: 'unknown' }))).toThrow(refusal("has an access rule 'unknown'"));
  });

  it.each(['sb://localhost/orders2', 'sb://localhost/', 'sb://localhost/Events/Subscriptions/billing'])(
    'is refused for %s when it is for the queue orders',
    (audience) => {
      expect(() => validate(sign(), audience)).toThrow(refusal('InvalidAudience'));
    },
  );

  it('is refused when the rule of another entity, of the same name, signed it', () => {
    const token = sign({ key: keysOf('orders2', 'send').primaryKey });
    expect(() => validate(token)).toThrow(refusal('InvalidSignature'));
  });

  it('is refused for a queue whose name begins with that of the queue whose rule signed it', () => {
    expect(() => validate(sign(), 'sb://localhost/orders/returns')).toThrow(refusal('InvalidSignature'));
  });

  it.each([
    ['no signature at all', 'Bearer abc', 'must begin'],
    ['without a resource', sign({ order: ['sig', 'se', 'skn'] }), "'sr' is missing"],
    ['without a signature', sign({ order: ['sr', 'se', 'skn'] }), "'sig' is missing"],
    ['without an expiry', sign({ order: ['sr', 'sig', 'skn'] }), "'se' is missing"],
    ['without a rule', sign({ order: ['sr', 'sig', 'se'] }), "'skn' is missing"],
    ['with an expiry that is no number', sign({ expiry: 'tomorrow' }), "not 'tomorrow'"],
    ['with broken encoding', sign().replace('skn=send', 'skn=%zz'), 'not URL-encoded'],
  ])('is refused: %s', (_, token, text) => {
    expect(() => validate(token)).toThrow(refusal(text));
  });

  it('is refused by a namespace whose local authentication is turned off', () => {
    const withoutKeys = defineTopology({ ...topology, namespace: { ...topology.namespace, localAuthEnabled: false } });
    expect(() => new AccessControl(withoutKeys, keysOf).validate(sign(), 'sb://localhost:5672/orders', now)).toThrow(
      'accepts no shared access keys',
    );
  });

  it('is never repeated in an error', () => {
    const token = sign({ key: generateKeys().primaryKey });
    const signature = /sig=([^&]*)/.exec(token)?.[1] ?? '';
    expect(() => validate(token)).toThrow(expect.not.objectContaining({ message: expect.stringContaining(signature) }));
  });
});

describe('a grant', () => {
  const grantFor = (path: string, ruleOwner = ''): Grant => ({
    path,
    ruleOwner,
    identity: 'someone',
    rights: new Set<AccessRight>(['Listen']),
    expiresAt: now + 1000,
  });

  it.each([
    ['orders', 'orders'],
    ['orders', 'Orders'],
    ['orders', 'orders/$DeadLetterQueue'],
    ['orders', 'orders/$management'],
    ['events', 'events/Subscriptions/billing/$management'],
    ['', 'anything'],
  ])('for "%s" covers %s', (path, wanted) => {
    expect(allows(grantFor(path), 'Listen', wanted, now)).toBe(true);
  });

  it.each([
    ['orders', 'orders2'],
    ['orders', 'order'],
    ['orders/$management', 'orders'],
    ['events/subscriptions/billing', 'events/Subscriptions/analytics'],
    ['events/subscriptions/billing', 'events'],
  ])('for "%s" does not cover %s', (path, wanted) => {
    expect(allows(grantFor(path), 'Listen', wanted, now)).toBe(false);
  });

  it("by a queue's own rule covers what belongs to the queue, but no other queue below its name", () => {
    const grant = grantFor('orders', 'orders');
    expect(allows(grant, 'Listen', 'orders/$DeadLetterQueue', now)).toBe(true);
    expect(allows(grant, 'Listen', 'orders/returns', now)).toBe(false);
  });

  it('gives no other right than those of its rule', () => {
    expect(allows(grantFor('orders'), 'Send', 'orders', now)).toBe(false);
  });

  it('ends when its token expires', () => {
    expect(allows(grantFor('orders'), 'Listen', 'orders', now + 999)).toBe(true);
    expect(allows(grantFor('orders'), 'Listen', 'orders', now + 1000)).toBe(false);
  });
});

describe('the keys of a rule', () => {
  it('are found by entity, in any case, and name', () => {
    expect(accessControl.keysOf({ entityPath: 'ORDERS', name: 'send' })).toEqual(keysOf('orders', 'send'));
    expect(accessControl.keysOf({ name: 'namespace-send' })).toEqual(keysOf('', 'namespace-send'));
  });

  it('are not there for a rule that is not', () => {
    expect(accessControl.keysOf({ entityPath: 'orders', name: 'namespace-send' })).toBeUndefined();
    expect(accessControl.keysOf({ name: 'send' })).toBeUndefined();
  });

  it('are there for the rule that every namespace has', () => {
    expect(accessControl.keysOf({ name: 'RootManageSharedAccessKey' })).toBeDefined();
  });
});
