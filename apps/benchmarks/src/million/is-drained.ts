import { connect } from '@ams/messaging-runtime';

/** Whether a queue and its dead-letter queue hold no message. */
export async function isDrained(connectionString: string, queue: string): Promise<boolean> {
  const client = connect(connectionString);
  try {
    const messages = await client.createReceiver(queue).peekMessages(1);
    const deadLetters = await client.createReceiver(queue, { subQueueType: 'deadLetter' }).peekMessages(1);
    return messages.length === 0 && deadLetters.length === 0;
  } finally {
    await client.close();
  }
}
