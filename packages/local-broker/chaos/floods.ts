import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { framed, protocolHeader, type RawClient } from '../test/helpers/raw-amqp.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { describe, Neighbour } from './harness/neighbour.js';
import { Random } from './harness/random.js';
import { inMegabytes, MemoryWatch, openHandles, unbounded } from './harness/resources.js';
import { connectBare } from './load/raw.js';
import type { Result, Run, Scenario } from './scenario.js';

const silent = 1000;
const halfFinished = 500;
const full = 300;
const storms = 500;

/** Connections that are being opened at a time. */
const window = 50;

/** Bytes that a connection with links may take, and what everything takes that goes on. */
const perConnection = 256 * 1024;
const slack = 24 * 1024 * 1024;

/** Handles that may stay open: those of the neighbour, and of what the broker opened for itself. */
const spareHandles = 8;

/** How long the broker may take to let connections go, in milliseconds. */
const patience = 10_000;

/** Where clients stop who never finish what they say first. */
const beginnings = [
  protocolHeader.sasl.subarray(0, 3),
  protocolHeader.sasl,
  protocolHeader.amqp,
  Buffer.concat([protocolHeader.sasl, framed(0, Buffer.from([0, 0x53, 0x41]), undefined, 1).subarray(0, 9)]),
  Buffer.from([0x16, 0x03, 0x01, 0x02]),
  Buffer.from('GET /orders HTTP/1.1\r\nHost: localhost\r\n'),
] as const;

/** Far more connections than anyone needs, most of which lead to nothing. */
export const floods: Scenario = {
  name: 'floods',
  about: 'clients open connections that say nothing, stop half-way, idle with their links, or come and go',
  run: flood,
};

async function flood({ directory, seed, say }: Run): Promise<Result> {
  const random = new Random(seed);
  const broker = new BrokerUnderTest(directory);
  const endpoint = await broker.start();
  const open: Disposable[] = [];
  try {
    // What is loaded with the first connection of a kind is no growth.
    await floodOnce(endpoint, random, open, 10);
    closeAll(open);
    await pause(500);
    const before = { memory: await broker.heldMemory(), handles: openHandles(broker.pid) };
    const watch = new MemoryWatch(broker.pid);
    const neighbour = Neighbour.moveIn(endpoint);
    await floodOnce(endpoint, random, open, 1);
    const during = { memory: await broker.heldMemory(), handles: openHandles(broker.pid) };
    await storm(endpoint, random);
    closeAll(open);
    const left = await handlesLeft(broker.pid, before.handles + spareHandles);
    const after = await broker.heldMemory();
    const seen = await neighbour.moveOut();
    const bound = full * perConnection + slack;
    say(
      `${silent} connections said nothing, ${halfFinished} stopped half-way, ${full} had links: ${during.handles} handles`,
    );
    say(
      `the broker held ${inMegabytes(during.memory - before.memory)} for them, ${inMegabytes(after - before.memory)} afterwards`,
    );
    say(`its process had ${inMegabytes(watch.before)} before and ${inMegabytes(watch.stop())} at most`);
    say(`${storms} more came and went; ${before.handles} handles before, ${left} afterwards`);
    say(describe(seen));
    return {
      counts: { connections: silent + halfFinished + full + storms },
      violations: [
        ...seen.violations,
        ...unbounded('connections that idle', during.memory - before.memory, bound),
        ...unbounded('connections that are gone', after - before.memory, slack),
        ...leaked(left, before.handles + spareHandles),
      ],
    };
  } finally {
    closeAll(open);
    await broker.kill();
  }
}

interface Disposable {
  destroy(): void;
}

function closeAll(open: Disposable[]): void {
  for (const connection of open.splice(0)) connection.destroy();
}

function leaked(handles: number, bound: number): readonly Violation[] {
  return handles <= bound ? [] : [{ kind: 'unbounded', what: `${handles} handles stay open, of ${bound} that may` }];
}

/** @param part of the flood: 1 for all of it, 10 for a tenth. */
async function floodOnce(endpoint: Endpoint, random: Random, open: Disposable[], part: number): Promise<void> {
  await inTurns(silent / part, async () => void open.push(await dial(endpoint)));
  await inTurns(halfFinished / part, async () => {
    const socket = await dial(endpoint);
    socket.write(random.pick(beginnings));
    open.push(socket);
  });
  await inTurns(full / part, async () => open.push(closing(await attachAll(endpoint))));
}

/** Connections that break off at any moment of their beginning. */
async function storm(endpoint: Endpoint, random: Random): Promise<void> {
  await inTurns(storms, async () => {
    const socket = await dial(endpoint);
    for (const bytes of [protocolHeader.sasl, random.pick(beginnings)]) {
      if (random.happens(0.5)) socket.write(bytes);
      await pause(random.between(0, 10));
    }
    if (random.happens(0.5)) socket.resetAndDestroy();
    else socket.destroy();
  });
}

async function inTurns(count: number, work: () => Promise<unknown>): Promise<void> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while ((begun += 1) <= count) await work();
  };
  await Promise.all(Array.from({ length: window }, worker));
}

async function dial({ port }: Endpoint): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

/** A client with a token, a link to send on, one to receive on, and credit. */
async function attachAll(endpoint: Endpoint): Promise<RawClient> {
  const client = await connectBare(endpoint);
  await client.attach(1, false, 'events');
  await client.attach(2, true, 'events/Subscriptions/all');
  client.grant(2, 5000);
  return client;
}

function closing(client: RawClient): Disposable {
  return { destroy: () => void client.close() };
}

async function handlesLeft(pid: number, bound: number): Promise<number> {
  for (const end = Date.now() + patience; openHandles(pid) > bound && Date.now() < end;) await pause(50);
  return openHandles(pid);
}
