import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import rhea, { type Connection, type Message, type Receiver, type Sender } from 'rhea';

import { type Outcome, TransactionalSession } from '../test/helpers/transactions.js';
import { absent, active, Ledger, type Operation } from './checker/ledger.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { takeSnapshot } from './harness/snapshot.js';
import { thingOf } from './harness/topology.js';
import { connectRaw, hangUp, messagesOf } from './load/raw.js';
import type { Result, Run, Scenario } from './scenario.js';

/** Bytes of the disk, and of the file that takes half of it and is deleted later. */
const diskSize = 12 * 1024 * 1024;
const ballast = diskSize / 2;

/** How many messages are refused before there is room again, and accepted after it. */
const enough = 20;

/** Fills the disk of a broker, makes room, and kills it at the end. */
export const fullDisk: Scenario = {
  name: 'full-disk',
  about: 'the disk of a broker is full for a while',
  run: async (run) => {
    const disk = run.directory;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      return { counts: {}, violations: [], skipped: 'only root can mount a small tmpfs for it' };
    }
    try {
      return await fill(run);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
};

async function fill({ directory: disk, say }: Run): Promise<Result> {
  const file = join(disk, 'ballast');
  const broker = new BrokerUnderTest(join(disk, 'data'));
  try {
    const endpoint = await broker.start();
    writeFileSync(file, Buffer.alloc(ballast));
    const client = await Client.connect(endpoint);
    await client.sendUntilRefused();
    await client.completeSome();
    rmSync(file);
    const violations = [...(await client.sendUntilAccepted())];
    await broker.kill();
    client.hangUp();
    const { states } = await takeSnapshot(await broker.start());
    violations.push(...client.ledger.observe(states));
    say(`${client.refused} messages refused with ${[...client.conditions].join(', ')}, then accepted again`);
    const acknowledged = [...client.ledger.acknowledged.values()].reduce((total, count) => total + count, 0);
    return { counts: { kills: 1, acknowledged, refused: client.refused }, violations };
  } finally {
    await broker.kill();
  }
}

/** Sends large messages to `orders`, receives some of them and puts down what it is told. */
class Client {
  readonly ledger = new Ledger();
  readonly conditions = new Set<string>();
  refused = 0;
  #number = 0;

  private constructor(
    private readonly connection: Connection,
    private readonly session: TransactionalSession,
    private readonly sender: Sender,
    private readonly receiver: Receiver,
  ) {}

  static async connect(endpoint: Endpoint): Promise<Client> {
    const connection = await connectRaw(endpoint);
    const session = new TransactionalSession(connection);
    return new Client(connection, session, await session.sender('orders'), await session.receiver('orders'));
  }

  async sendUntilRefused(): Promise<void> {
    while (this.refused < enough) {
      if (await this.#send()) continue;
      this.refused += 1;
      await pause(20);
    }
  }

  /** The broker tries again by itself, so that senders only have to. */
  async sendUntilAccepted(): Promise<readonly Violation[]> {
    let accepted = 0;
    for (let attempts = 0; attempts < 400; attempts += 1) {
      if (!(await this.#send())) await pause(25);
      else if ((accepted += 1) === enough) return [];
    }
    return [{ kind: 'lost', what: 'there is room on the disk, and the broker still refuses messages' }];
  }

  async completeSome(): Promise<void> {
    const messageOf = messagesOf(this.receiver);
    for (const delivery of await this.session.receive(this.receiver, 10)) {
      const thing = thingOf('orders', messageOf(delivery).message_id);
      const operation = this.ledger.begin(`complete ${thing}`, [{ thing, to: absent }]);
      this.#note(operation, await this.session.settle(delivery, 'complete'));
    }
  }

  hangUp(): void {
    hangUp(this.connection);
  }

  /** @returns whether it was accepted. */
  async #send(): Promise<boolean> {
    this.#number += 1;
    const id = `m${this.#number}`;
    const message = { message_id: id, body: Buffer.alloc(50_000) };
    const operation = this.ledger.begin(`send ${id}`, [{ thing: thingOf('orders', id), to: active }]);
    const bytes = rhea.message.encode(message as unknown as Message) as Buffer;
    return this.#note(operation, await this.session.sendEncoded(this.sender, bytes));
  }

  /** What fails for want of room may have happened all the same: the broker keeps trying. */
  #note(operation: Operation, { condition }: Outcome): boolean {
    if (condition === undefined) operation.confirm();
    else this.conditions.add(String(condition));
    return condition === undefined;
  }
}
