import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { pino } from 'pino';
import { LockLostError, MessageContext } from '../src/index.js';
import { silent } from './support.js';

const message: ServiceBusReceivedMessage = {
  body: 1,
  messageId: 'm1',
  deliveryCount: 2,
  sessionId: 's1',
  state: 'active',
  _rawAmqpMessage: { body: 1 },
};

const outgoing = { entity: 'orders', message: { body: 1 } };

test('its log says which message it is about', () => {
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  new MessageContext(message, log).log.info('hello');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 30, messageId: 'm1', deliveryCount: 2, sessionId: 's1', msg: 'hello' },
  ]);
});

test.each([
  ['before', (context: MessageContext, interrupt: () => void) => (interrupt(), context.signal)],
  ['after', (context: MessageContext, interrupt: () => void) => ((signal) => (interrupt(), signal))(context.signal)],
])('its signal has fired when it was interrupted %s somebody asked for it', (_, signalOf) => {
  const context = new MessageContext(message, silent);
  const why = new LockLostError('lost');
  const signal = signalOf(context, () => context.interrupt(why));
  expect({ aborted: signal.aborted, reason: signal.reason as unknown }).toEqual({ aborted: true, reason: why });
});

test('the first reason to interrupt it stays', () => {
  const context = new MessageContext(message, silent);
  const first = new LockLostError('first');
  context.interrupt(first);
  context.interrupt(new LockLostError('second'));
  expect(context.signal.reason).toBe(first);
});

test('gives what was sent when the handler ends, and nothing when nothing was', () => {
  const context = new MessageContext(message, silent);
  context.send(outgoing);
  expect(context.end()).toEqual([outgoing]);
  expect(new MessageContext(message, silent).end()).toBeUndefined();
});

test('forgets what is not to be sent', () => {
  const context = new MessageContext(message, silent);
  context.send(outgoing);
  context.discardSends();
  expect(context.end()).toBeUndefined();
});

test('refuses what comes after the end, for it would not be sent', () => {
  const context = new MessageContext(message, silent);
  context.end();
  expect(() => context.send(outgoing)).toThrow(/^too late to send to orders .* await what sends before returning$/);
});
