import { describeMissing } from './missing-tools.js';

describe('describeMissing', () => {
  it.each([
    [false, true, 'Peers are left out, for lack of rabbitmq-server.'],
    [true, false, 'Peers are left out, for lack of python3 with pika and aio_pika.'],
    [false, false, 'Peers are left out, for lack of rabbitmq-server and python3 with pika and aio_pika.'],
  ])('with rabbitmq-server: %s, with python3: %s', (rabbitMqServer, python, sentence) => {
    expect(describeMissing({ rabbitMqServer, python })).toBe(sentence);
  });
});
