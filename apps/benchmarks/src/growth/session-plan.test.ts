import { planSessions } from './session-plan.js';

describe('planSessions', () => {
  const count = 20_000;

  it.each([1, 10, 100, 1_000, 10_000])('receives the same number of messages from %d sessions', (sessions) => {
    const { drain, perSession } = planSessions(sessions, count);
    expect(drain * perSession).toBe(count);
  });

  it.each([1, 3, 30, 150, 1_234, 10_000])('asks for no more than %d sessions have', (sessions) => {
    const { atOnce, accept, drain, perSession, send } = planSessions(sessions, count);
    expect(atOnce).toBeLessThanOrEqual(sessions);
    expect(drain).toBeLessThanOrEqual(sessions);
    expect(send).toBe(sessions * perSession);
    expect([accept % atOnce, drain % atOnce]).toEqual([0, 0]);
  });

  it('gives each of many sessions enough messages', () => {
    expect(planSessions(10_000, count)).toEqual({
      perSession: 20,
      send: 200_000,
      atOnce: 10,
      accept: 200,
      drain: 1_000,
    });
  });

  it('gives each receiver a session where a short run receives few messages', () => {
    expect(planSessions(100, 10)).toMatchObject({ perSession: 20, atOnce: 10, drain: 10 });
  });
});
