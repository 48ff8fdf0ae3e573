import { type Channel, connect } from 'amqplib';

/** The queue that peers send to and receive from: durable, so that messages that say so are on disk. */
export const peerQueue = 'orders';

export async function declareQueue(url: string): Promise<void> {
  await withChannel(url, (channel) => channel.assertQueue(peerQueue, { durable: true }));
}

/** Messages in the queue that no consumer holds. */
export async function countQueue(url: string): Promise<number> {
  return (await withChannel(url, (channel) => channel.checkQueue(peerQueue))).messageCount;
}

async function withChannel<Result>(url: string, work: (channel: Channel) => Promise<Result>): Promise<Result> {
  const connection = await connect(url);
  try {
    return await work(await connection.createChannel());
  } finally {
    await connection.close();
  }
}
