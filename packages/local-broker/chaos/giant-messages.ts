import { createHash, randomBytes } from 'node:crypto';

import rhea, { type Message } from 'rhea';

import { TransactionalSession } from '../test/helpers/transactions.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { largestMessage } from './harness/namespaces.js';
import { describe, Neighbour } from './harness/neighbour.js';
import { inMegabytes, MemoryWatch, unbounded } from './harness/resources.js';
import { connectRaw, forget, hangUp, messagesOf } from './load/raw.js';
import { UnfinishedDelivery } from './load/unfinished.js';
import type { Result, Run, Scenario } from './scenario.js';

const megabyte = 1024 * 1024;

/** What is begun and not finished: more, in all, than the broker has room for. */
const unfinished = 30;
const unfinishedSize = 24 * megabyte;
const aborted = 5;
/** Room that the broker has for it. */
const unfinishedBound = 512 * megabyte;

/** Giants that are sent at once. */
const giants = 8;
const giantSize = 20 * megabyte;

/** Room for what the envelope of the largest message takes. */
const envelope = 100;

const slack = 32 * megabyte;

/** Conditions that tell a client to wait and to send again. */
const busy = 'com.microsoft:server-busy';
const tooLarge = 'amqp:link:message-size-exceeded';

/** Messages as large as they may be, and larger, some of which never end. */
export const giantMessages: Scenario = {
  name: 'giant-messages',
  about: 'clients send the largest messages at once, too large ones, and some that never end',
  run: sendGiants,
};

async function sendGiants({ directory, say }: Run): Promise<Result> {
  const broker = new BrokerUnderTest(directory, 'premium');
  const endpoint = await broker.start();
  const open: UnfinishedDelivery[] = [];
  try {
    const watch = new MemoryWatch(broker.pid);
    const before = await broker.heldMemory();
    const neighbour = Neighbour.moveIn(endpoint);
    for (let begun = 0; begun < unfinished; begun += 1) {
      open.push(await UnfinishedDelivery.begin(endpoint, 'large', unfinishedSize));
    }
    const held = (await broker.heldMemory()) - before;
    const dropped = await open[0]?.goOn('end');
    for (const delivery of open.slice(-aborted)) await delivery.goOn('abort');
    const client = await GiantClient.connect(endpoint);
    const violations = [
      ...unbounded('what was begun and not finished', held, unfinishedBound + slack),
      ...(dropped === busy ? [] : [unclear(`what the broker had dropped was answered with ${String(dropped)}`)]),
      ...(await client.probeLimit()),
      ...(await client.sendAtOnce()),
    ];
    await Promise.all(open.splice(0).map((delivery) => delivery.close()));
    violations.push(...(await client.receiveAll()));
    client.hangUp();
    const left = (await broker.heldMemory()) - before;
    const seen = await neighbour.moveOut();
    violations.push(...seen.violations, ...unbounded('what is gone', left, slack));
    say(
      `${unfinished} messages of ${inMegabytes(unfinishedSize)} were begun and not finished: ${inMegabytes(held)} held`,
    );
    say(
      `${client.received} messages of up to ${inMegabytes(largestMessage)} were received; ${inMegabytes(left)} held afterwards`,
    );
    say(`its process had ${inMegabytes(watch.before)} before and ${inMegabytes(watch.stop())} at most`);
    say(describe(seen));
    return { counts: { acknowledged: 2 * client.received, refused: 2 }, violations };
  } finally {
    await Promise.all(open.map((delivery) => delivery.close()));
    await broker.kill();
  }
}

function unclear(what: string): Violation {
  return { kind: 'unclear', what };
}

/** Sends giants and knows what was in them. */
class GiantClient {
  received = 0;
  /** By message id, the digest of what was accepted. */
  readonly #accepted = new Map<string, string>();

  private constructor(
    private readonly connections: readonly TransactionalSession[],
    readonly hangUp: () => void,
  ) {}

  static async connect(endpoint: Endpoint): Promise<GiantClient> {
    const connections = await Promise.all(Array.from({ length: giants }, () => connectRaw(endpoint)));
    return new GiantClient(
      connections.map((connection) => new TransactionalSession(connection)),
      () => connections.forEach(hangUp),
    );
  }

  /** The largest message is taken, and a larger one refused, after which the link goes on. */
  async probeLimit(): Promise<readonly Violation[]> {
    const [session] = this.connections;
    if (session === undefined) return [];
    const sender = await session.sender('large');
    const outcomes = [];
    for (const size of [largestMessage - envelope, largestMessage, 1]) {
      outcomes.push(await this.#send(session, sender, `probe of ${size}`, size));
    }
    const [largest, larger, small] = outcomes;
    return [
      ...(largest === undefined ? [] : [unclear(`the largest message was refused with ${largest}`)]),
      ...(larger === tooLarge ? [] : [unclear(`too large a message was answered with ${String(larger)}`)]),
      ...(small === undefined ? [] : [unclear(`a message behind one too large was refused with ${small}`)]),
    ];
  }

  async sendAtOnce(): Promise<readonly Violation[]> {
    const outcomes = await Promise.all(
      this.connections.map(async (session, index) => {
        const sender = await session.sender('large');
        return this.#send(session, sender, `giant ${index}`, giantSize);
      }),
    );
    return outcomes
      .filter((condition) => condition !== undefined && condition !== busy)
      .map((condition) => unclear(`one of several giants was refused with ${condition}`));
  }

  async receiveAll(): Promise<readonly Violation[]> {
    const [session] = this.connections;
    if (session === undefined) return [];
    const receiver = await session.receiver('large');
    const messageOf = messagesOf(receiver);
    const violations: Violation[] = [];
    for (const expected = new Map(this.#accepted); expected.size > 0; this.received += 1) {
      const [delivery] = await session.receive(receiver);
      if (delivery === undefined) break;
      const { message_id: messageId, body } = messageOf(delivery) as { message_id: string; body: { content: Buffer } };
      const digest = expected.get(messageId);
      expected.delete(messageId);
      if (digest === undefined) violations.push({ kind: 'unknown', what: `'${messageId}' came, or came twice` });
      else if (digest !== digestOf(body.content)) {
        violations.push({ kind: 'misplaced', what: `'${messageId}' came with another body` });
      }
      await session.settle(delivery, 'complete');
      forget(delivery);
    }
    return violations;
  }

  /** @returns the condition that it was refused with, if it was. */
  async #send(
    session: TransactionalSession,
    sender: Awaited<ReturnType<TransactionalSession['sender']>>,
    id: string,
    size: number,
  ): Promise<string | undefined> {
    const content = randomBytes(size);
    const message = { message_id: id, body: rhea.message.data_section(content) } as unknown as Message;
    const { condition } = await session.sendEncoded(sender, rhea.message.encode(message) as Buffer);
    if (condition !== undefined) return String(condition);
    this.#accepted.set(id, digestOf(content));
    return undefined;
  }
}

function digestOf(content: Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}
