import { jobCount } from './job-count.js';

test('tells how far a job is, of how many messages', () => {
  expect(jobCount({ state: 'running', done: 1_200, total: 4_000 })).toBe('1,200 of 4,000');
});

test('a job that has not found its messages yet does not seem to have done nothing', () => {
  expect(jobCount({ state: 'running', done: 0, total: null })).toBe('looking for its messages');
});

test('a job that ended without knowing how many there were tells what it did', () => {
  expect(jobCount({ state: 'stopped', done: 0, total: null })).toBe('0');
  expect(jobCount({ state: 'running', done: 7, total: null })).toBe('7');
});
