import { CircuitBreaker, UnprocessableMessageError, type CircuitBreakerOptions } from '../src/index.js';

function breakerOf(options: CircuitBreakerOptions = {}) {
  const states: string[] = [];
  const surroundings = { time: 0, now: () => surroundings.time, random: () => surroundings.chance, chance: 1 };
  const breaker = new CircuitBreaker({ ...options, onChange: (state) => void states.push(state) }, surroundings);
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) breaker.failed();
  };
  const succeed = (times: number) => {
    for (let time = 0; time < times; time += 1) breaker.succeeded();
  };
  return { breaker, states, surroundings, fail, succeed };
}

describe('closed', () => {
  test('stays so while as many succeed as fail', () => {
    const { breaker, fail, succeed } = breakerOf();
    succeed(50);
    fail(50);
    expect(breaker.state).toBe('closed');
  });

  test('opens when more fail than succeed', () => {
    const { breaker, fail, succeed } = breakerOf();
    succeed(50);
    fail(51);
    expect(breaker.state).toBe('open');
  });

  test('stays so while too little is known', () => {
    const { breaker, fail } = breakerOf({ minimumOutcomes: 20 });
    fail(19);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
  });

  test('looks at the latest outcomes alone, however many succeeded before', () => {
    const { breaker, fail, succeed } = breakerOf({ outcomes: 100 });
    succeed(100_000);
    fail(51);
    expect(breaker.state).toBe('open');
  });

  test('forgets what is old', () => {
    const { breaker, fail, surroundings } = breakerOf({ window: 30_000, minimumOutcomes: 20 });
    fail(19);
    surroundings.time = 30_001;
    fail(19);
    expect(breaker.state).toBe('closed');
  });

  test.each([
    ['what the handler depends on', new Error('ECONNREFUSED'), true],
    ['the message', new UnprocessableMessageError('InvalidBody', 'amount is missing'), false],
  ])('knows errors that speak against %s', (_, error, isFailure) => {
    expect(breakerOf().breaker.isFailure(error)).toBe(isFailure);
  });

  test('lets its user say which errors count', () => {
    const { breaker } = breakerOf({ counts: (error) => error instanceof TypeError });
    expect([new TypeError('x'), new Error('x')].map((error) => breaker.isFailure(error))).toEqual([true, false]);
  });
});

describe('open', () => {
  test('pauses for a time by chance, up to the first pause', () => {
    const { breaker, fail, surroundings } = breakerOf({ firstPause: 1_000 });
    surroundings.time = 5_000;
    surroundings.chance = 0.25;
    fail(20);
    expect(breaker.pausedUntil).toBe(5_250);
  });

  test('pauses for longer with each trial that fails, up to the longest pause', () => {
    const { breaker, fail } = breakerOf({ firstPause: 1_000, longestPause: 6_000 });
    fail(20);
    const pauses = [breaker.pausedUntil];
    for (let trial = 0; trial < 4; trial += 1) {
      breaker.tryAgain();
      breaker.trialFailed();
      pauses.push(breaker.pausedUntil);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 6_000, 6_000]);
  });

  test('does not mind how those end that were begun before', () => {
    const { breaker, fail, succeed } = breakerOf();
    fail(20);
    const { pausedUntil } = breaker;
    fail(20);
    succeed(100);
    expect({ state: breaker.state, pausedUntil: breaker.pausedUntil }).toEqual({ state: 'open', pausedUntil });
  });
});

describe('on trial', () => {
  test('closes when the trial succeeds, knows nothing of the past, and pauses briefly the next time', () => {
    const { breaker, states, fail } = breakerOf({ firstPause: 1_000 });
    fail(20);
    breaker.tryAgain();
    breaker.trialFailed();
    breaker.tryAgain();
    breaker.trialSucceeded();
    fail(19);
    expect(states).toEqual(['open', 'trial', 'open', 'trial', 'closed']);
    fail(1);
    expect(breaker.pausedUntil).toBe(1_000);
  });
});
