import { ManualClock } from '../engine/clock.js';
import { FaultError } from './fault-error.js';
import type { Course, FaultSite, LockHolder } from './fault-site.js';
import { Faults } from './faults.js';

/** A link to a queue, and what became of it. */
function aSite(path: string) {
  const happened: string[] = [];
  const site: FaultSite = {
    path,
    drop: () => void happened.push('dropped'),
    detach: ({ condition }) => void happened.push(`detached: ${condition}`),
  };
  const course: Course = {
    proceed: () => void happened.push('went on'),
    refuse: ({ condition }) => void happened.push(`refused: ${condition}`),
    abandon: () => void happened.push('abandoned'),
    loseLock: () => void happened.push('lock lost'),
  };
  return { site, course, happened };
}

/** What holds the locks of an entity. @param taken is told how many message locks were to run out. */
function aHolder(address: string, taken: string[] = []): LockHolder {
  return {
    address,
    path: address.toLowerCase(),
    loseMessageLocks: (atMost) => taken.push(`${address}: ${atMost}`),
    loseSessionLocks: () => 0,
  };
}

const entities = ['orders', 'orders/$DeadLetterQueue', 'others', 'events', 'events/Subscriptions/Billing'];

function someFaults(holders = entities.map((address) => aHolder(address))) {
  const clock = new ManualClock();
  return { clock, faults: new Faults(clock, () => holders) };
}

describe('an operation', () => {
  it('goes on at once when nothing is to go wrong', () => {
    const { site, course, happened } = aSite('orders');
    someFaults().faults.meet('send', site, course);
    expect(happened).toEqual(['went on']);
  });

  it('goes wrong as often as was asked for, once unless told otherwise', () => {
    const { faults } = someFaults();
    const { site, course, happened } = aSite('orders');
    faults.add({ kind: 'throttle' });
    faults.add({ kind: 'fail-store', count: 2 });
    for (let send = 0; send < 4; send += 1) faults.meet('send', site, course);
    expect(happened).toEqual([
      'refused: com.microsoft:server-busy',
      'refused: amqp:resource-limit-exceeded',
      'refused: amqp:resource-limit-exceeded',
      'went on',
    ]);
    expect(faults.list()).toEqual([
      expect.objectContaining({ kind: 'throttle', hits: 1, remaining: 0 }),
      expect.objectContaining({ kind: 'fail-store', hits: 2, remaining: 0 }),
    ]);
  });

  it('goes wrong until the fault is removed, if it is to happen always', () => {
    const { faults } = someFaults();
    const { site, course, happened } = aSite('orders');
    const { id } = faults.add({ kind: 'throttle', count: 'always' });
    for (let send = 0; send < 3; send += 1) faults.meet('send', site, course);
    expect(faults.list()).toEqual([expect.objectContaining({ id, hits: 3, remaining: 'always' })]);
    expect(faults.remove(id)).toBe(true);
    expect(faults.remove(id)).toBe(false);
    faults.meet('send', site, course);
    expect(happened.at(-1)).toBe('went on');
  });

  it('goes wrong only where and when the fault is meant to', () => {
    const { faults } = someFaults();
    const orders = aSite('orders');
    const deadLetters = aSite('orders/$deadletterqueue');
    faults.add({ kind: 'refuse', entity: 'ORDERS/$DeadLetterQueue', on: 'settle', condition: 'com.example:no' });
    faults.meet('settle', orders.site, orders.course);
    faults.meet('manage', deadLetters.site, deadLetters.course);
    faults.meet('settle', deadLetters.site, deadLetters.course);
    expect(orders.happened).toEqual(['went on']);
    expect(deadLetters.happened).toEqual(['went on', 'refused: com.example:no']);
  });

  it('waits by the clock of the broker', () => {
    const { faults, clock } = someFaults();
    const { site, course, happened } = aSite('orders');
    faults.add({ kind: 'delay', duration: 'PT5S', on: 'deliver' });
    faults.meet('deliver', site, course);
    clock.advance(4999);
    expect(happened).toEqual([]);
    clock.advance(1);
    expect(happened).toEqual(['went on']);
  });

  it.each([
    [{ kind: 'drop-connection', on: 'deliver' }, ['dropped', 'abandoned']],
    [{ kind: 'detach-link', on: 'deliver' }, ['detached: amqp:link:detach-forced', 'abandoned']],
    [{ kind: 'lose-message-lock', on: 'settle' }, ['lock lost', 'went on']],
  ])('meets %p', (definition, expected) => {
    const { faults } = someFaults();
    const { site, course, happened } = aSite('orders');
    faults.add(definition);
    faults.meet(definition.on === 'settle' ? 'settle' : 'deliver', site, course);
    expect(happened).toEqual(expected);
  });
});

describe('a fault that happens now', () => {
  it('happens to all that is open there, and to nothing after', () => {
    const { faults } = someFaults();
    const [orders, others, closed] = [aSite('orders'), aSite('others'), aSite('orders')];
    for (const { site } of [orders, others]) faults.open(site);
    faults.open(closed.site)();
    const report = faults.add({ kind: 'detach-link', entity: 'orders', condition: 'com.microsoft:timeout' });
    faults.meet('send', orders.site, orders.course);
    expect(report).toMatchObject({ hits: 1, remaining: 0 });
    expect(orders.happened).toEqual(['detached: com.microsoft:timeout', 'went on']);
    expect([...others.happened, ...closed.happened]).toEqual([]);
  });

  it('happens to as many as was asked for', () => {
    const { faults } = someFaults();
    const sites = [aSite('orders'), aSite('orders'), aSite('orders')];
    for (const { site } of sites) faults.open(site);
    expect(faults.add({ kind: 'drop-connection', count: 2 }).hits).toBe(2);
    expect(sites.flatMap(({ happened }) => happened)).toEqual(['dropped', 'dropped']);
  });

  it('takes the locks of the entity', () => {
    const taken: string[] = [];
    const { faults } = someFaults(['orders', 'others'].map((address) => aHolder(address, taken)));
    faults.add({ kind: 'lose-message-lock', entity: 'orders', count: 3 });
    expect(taken).toEqual(['orders: 3']);
  });
});

describe('what is no fault', () => {
  const kinds =
    "'drop-connection', 'detach-link', 'lose-message-lock', 'lose-session-lock', 'delay', 'refuse', 'throttle', 'fail-store'";

  it.each([
    [{ kind: 'explode' }, `kind is 'explode', but a fault is of one of the kinds ${kinds}. Give one of these.`],
    [{}, `kind is missing, but a fault is of one of the kinds ${kinds}. Give one of these.`],
    [
      { kind: 'throttle', cuont: 2 },
      "it has 'cuont', but faults of its kind have no such member. Check the spelling, or take it out.",
    ],
    [
      { kind: 'throttle', count: 0 },
      "count is 0, but it is a whole number from 1, or 'always'. Give one, or leave it out for the default.",
    ],
    [
      { kind: 'throttle', entity: '' },
      "entity is '', but it is the address of an entity. Give one such as 'orders', or leave it out to mean every entity.",
    ],
    [{ kind: 'delay' }, "duration is missing, but a delay has a duration. Give one such as 'PT0.5S' or 'PT30S'."],
    [
      { kind: 'delay', duration: '5 seconds' },
      "duration is '5 seconds', but a delay has a duration. Give one such as 'PT0.5S' or 'PT30S'.",
    ],
    [
      { kind: 'delay', duration: 'PT5S', on: 'attach' },
      "on is 'attach', but its kind of fault takes one of 'accept', 'deliver', 'manage'. Give one of these.",
    ],
    [
      { kind: 'refuse', condition: 'two words', description: 4 },
      "condition is 'two words', but it is an AMQP symbol. Give one such as 'com.microsoft:server-busy', without spaces. " +
        'description is 4, but it must be a text. Put it in quotes.',
    ],
    [
      'throttle',
      "it is 'throttle', but a fault is an object. Give one such as { kind: 'throttle', entity: 'orders' }.",
    ],
  ])('is refused with the value, the rule and the cure: %p', (definition, problem) => {
    const { faults } = someFaults();
    const add = () => faults.add(definition);
    expect(add).toThrow(new FaultError(`This is no fault: ${problem}`));
    expect(faults.list()).toEqual([]);
  });
});

describe('the entity of a fault', () => {
  it.each(['ORDERS', '/orders/', 'orders/$management', 'orders/$deadletterqueue', 'Events/subscriptions/billing'])(
    'may be written as clients write it: %s',
    (entity) => {
      expect(someFaults().faults.add({ kind: 'throttle', entity })).toMatchObject({ entity });
    },
  );

  it.each(['ordres', 'events/Subscriptions/biling', 'events/$DeadLetterQueue', '/'])(
    'is refused when it is not there, with what there is: %s',
    (entity) => {
      const { faults } = someFaults();
      expect(() => faults.add({ kind: 'throttle', entity })).toThrow(
        new FaultError(
          `This is no fault: entity is '${entity}', but the namespace has no such entity. ` +
            "Name 'orders', 'others', 'events', 'events/Subscriptions/Billing', or '/$DeadLetterQueue' of a queue or " +
            "subscription; or make the entity first, or leave 'entity' out to mean every one.",
        ),
      );
      expect(faults.list()).toEqual([]);
    },
  );

  it('is not listed with all others of a large namespace', () => {
    const { faults } = someFaults(Array.from({ length: 25 }, (_, index) => aHolder(`queue-${index}`)));
    expect(() => faults.add({ kind: 'throttle', entity: 'orders' })).toThrow(/'queue-19' \(or one of 5 more\)/);
  });
});
