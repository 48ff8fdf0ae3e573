import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

import { watchIdleness } from './idleness.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function watched() {
  const socket = Object.assign(new EventEmitter(), { destroy: jest.fn() }) as unknown as jest.Mocked<Socket>;
  const onIdle = jest.fn();
  watchIdleness(socket, 240_000, onIdle);
  return { socket, onIdle };
}

it('ends a connection whose peer is silent for as long as was announced', () => {
  const { onIdle } = watched();

  jest.advanceTimersByTime(239_999);
  expect(onIdle).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledWith(expect.stringContaining('inactive for more than the allowed 240000'));
});

it('begins anew with whatever the peer says', () => {
  const { socket, onIdle } = watched();
  for (let heartbeat = 0; heartbeat < 10; heartbeat += 1) {
    jest.advanceTimersByTime(120_000);
    socket.emit('data', Buffer.alloc(8));
  }

  expect(onIdle).not.toHaveBeenCalled();
});

it('breaks the connection when the peer does not even read that it ends', () => {
  const { socket } = watched();
  jest.advanceTimersByTime(240_000);
  expect(socket.destroy).not.toHaveBeenCalled();

  jest.advanceTimersByTime(10_000);
  expect(socket.destroy).toHaveBeenCalled();
});

it('ends with the connection', () => {
  const { socket, onIdle } = watched();
  socket.emit('close');
  jest.advanceTimersByTime(1_000_000);

  expect(onIdle).not.toHaveBeenCalled();
});
