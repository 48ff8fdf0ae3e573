import { readTrial } from './read-trial.js';

test('values of properties have the type in which they are written', () => {
  const lines = 'amount=140\nvip = true\ntype=purchase\nid="7"\nnote=\nday=2024-05-01';
  expect(readTrial('events', {}, lines).message?.applicationProperties).toEqual({
    amount: 140,
    vip: true,
    type: 'purchase',
    id: '7',
    note: '',
    day: '2024-05-01',
  });
});

test('leaves out fields that are empty', () => {
  const { message } = readTrial('events', { subject: 'refund', to: '' }, '');
  expect(message).toEqual({ topic: 'events', subject: 'refund', applicationProperties: {} });
});

test('names the line that is no property', () => {
  const { message, problem } = readTrial('events', {}, 'a=1\n\n=2');
  expect(message).toBeNull();
  expect(problem).toBe('Line 3, "=2", is no property. Write name=value.');
});
