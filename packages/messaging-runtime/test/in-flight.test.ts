import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { InFlight, sessionWindow } from '../src/processing/in-flight.js';

const message: ServiceBusReceivedMessage = { body: 1, state: 'active', _rawAmqpMessage: { body: 1 } };

const hold = (inFlight: InFlight, count: number) => Array.from({ length: count }, () => inFlight.add(message));

test('has room for a whole session when it holds nothing', () => {
  expect(new InFlight().room).toBe(sessionWindow);
});

test('has less room by each message it holds', () => {
  const inFlight = new InFlight();
  hold(inFlight, 100);
  expect(inFlight.room).toBe(sessionWindow - 100);
});

test('has no more room by settled messages while an older one is held', () => {
  const inFlight = new InFlight();
  const [, ...later] = hold(inFlight, 100);
  for (const held of later) inFlight.remove(held);
  expect({ size: inFlight.size, room: inFlight.room }).toEqual({ size: 1, room: sessionWindow - 100 });
});

test('has all room again when the oldest is settled', () => {
  const inFlight = new InFlight();
  for (const held of hold(inFlight, 100)) inFlight.remove(held);
  expect(inFlight.room).toBe(sessionWindow);
});
