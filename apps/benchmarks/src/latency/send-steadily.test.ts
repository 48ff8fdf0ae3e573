import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';

import { sendSteadily } from './send-steadily.js';
import { stampSchema } from './stamp.js';

describe('sendSteadily', () => {
  const traffic = { perSecond: 10_000, count: 5, warmUp: 2 };
  let sent: ServiceBusMessage[];
  const sender: Pick<ServiceBusSender, 'sendMessages'> = {
    sendMessages: async (message) => void sent.push(message as ServiceBusMessage),
  };

  beforeEach(() => {
    sent = [];
  });

  it('sends as many messages as wanted, and marks those that do not count', async () => {
    await sendSteadily(sender, traffic);
    expect(sent.map(({ body }) => stampSchema.parse(body).warm_up)).toEqual([true, true, false, false, false]);
  });

  it('tells for each message that counts how late it was sent, which is never too early', async () => {
    const delays = await sendSteadily(sender, traffic);
    expect(delays).toHaveLength(3);
    expect(Math.min(...delays)).toBeGreaterThan(-0.001);
  });

  it('sends messages of about 120 bytes', async () => {
    await sendSteadily(sender, traffic);
    const bytes = sent.map(({ body }) => Buffer.byteLength(JSON.stringify(body)));
    expect(Math.max(...bytes)).toBeLessThan(160);
    expect(Math.min(...bytes)).toBeGreaterThan(100);
  });

  it('fails when a message is not accepted', async () => {
    const failing = { sendMessages: () => Promise.reject(new Error('not now')) };
    await expect(sendSteadily(failing, traffic)).rejects.toThrow('not now');
  });
});
