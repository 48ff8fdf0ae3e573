import type { Connection } from '@ams/monitor-api';

import { matchesConnection } from './match-connection.js';

const connection: Connection = {
  id: 'c-1',
  containerId: 'queue-consumer-4711',
  remoteAddress: '127.0.0.1:50112',
  product: null,
  openedAt: 0,
  tls: false,
  webSocket: false,
  identities: ['consumer'],
  links: [
    {
      name: 'link-1',
      role: 'receiver',
      address: 'orders/$DeadLetterQueue',
      entity: 'orders',
      receiveMode: 'peekLock',
      sessionId: 'Ada',
      credit: 1,
      messages: 0,
      locked: 0,
    },
  ],
};

test.each(['QUEUE-consumer', '50112', 'c-1', '$deadletter', 'ada', ''])('is found by "%s"', (search) => {
  expect(matchesConnection(connection, search)).toBe(true);
});

test('is not found by what it has nothing of', () => {
  expect(matchesConnection(connection, 'events')).toBe(false);
});
