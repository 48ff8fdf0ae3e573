import { ConsumerHealth } from './health.js';

const open = { kind: 'open' } as const;

describe('a consumer', () => {
  test('is live, but not ready before its link is open', () => {
    const health = new ConsumerHealth();
    expect(health.live()).toEqual({ ok: true, reasons: [] });
    expect(health.ready()).toEqual({ ok: false, reasons: ['the link to the broker is not open yet'] });
  });

  test('is ready while its link is open', () => {
    const health = new ConsumerHealth();
    health.link(open);
    expect(health.ready()).toEqual({ ok: true, reasons: [] });
  });

  test('is not ready while its link is interrupted, and is again when it is open', () => {
    const health = new ConsumerHealth();
    health.link(open);
    health.link({ kind: 'interrupted', problem: 'ECONNREFUSED' });
    expect(health.ready().reasons).toEqual(['the link to the broker is interrupted: ECONNREFUSED']);
    health.link(open);
    expect(health.ready().ok).toBe(true);
  });

  test.each([
    ['open', 'the circuit breaker is open, since most messages fail'],
    ['trial', 'the circuit breaker tries one message after a pause'],
  ] as const)('is not ready while its circuit breaker is %s', (state, reason) => {
    const health = new ConsumerHealth();
    health.link(open);
    health.circuit(state);
    expect(health.ready()).toEqual({ ok: false, reasons: [reason] });
    expect(health.live().ok).toBe(true);
  });

  test('is live and not ready while it stops', () => {
    const health = new ConsumerHealth();
    health.link(open);
    health.stopping();
    expect(health.ready().reasons).toEqual(['the consumer is stopping']);
    expect(health.live().ok).toBe(true);
  });

  test('is neither when processing has failed for good', () => {
    const health = new ConsumerHealth();
    health.link(open);
    health.failed('the entity does not exist');
    expect(health.live()).toEqual({ ok: false, reasons: ['processing has failed: the entity does not exist'] });
    expect(health.ready().ok).toBe(false);
  });
});
