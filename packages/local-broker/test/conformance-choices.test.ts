import { ChoiceError, choicesOf } from '../conformance/runner/choices.js';

describe('the command line of the conformance suite', () => {
  it('asks for everything unless told otherwise', () => {
    expect(choicesOf([])).toEqual({
      clients: ['JavaScript', 'Python'],
      transports: ['amqp', 'tls', 'websocket'],
      patterns: [],
    });
  });

  it('asks for a client, a transport and files of cases', () => {
    expect(
      choicesOf([
        '--client',
        'javascript',
        '--transport',
        'TLS',
        'sessions',
        'locks',
        'peek|defer',
        'cases/settling.test.ts',
      ]),
    ).toEqual({
      clients: ['JavaScript'],
      transports: ['tls'],
      patterns: ['sessions', 'locks', 'peek|defer', 'cases/settling.test.ts'],
    });
  });

  it.each([
    [['--client', 'java'], /^'java' is no client: give one of JavaScript, Python\.$/],
    [['--transport', 'udp'], /^'udp' is no transport: give one of amqp, tls, websocket\.$/],
    [['--clint', 'python'], /'--clint'.* There are --client, --transport and patterns\.$/],
    [['sesions'], /^'sesions' picks no file of cases: give a part of .*sessions.*test_sessions/],
    [['--client', 'python', 'forwarding'], /^'forwarding' picks no file of cases: give a part of test_access, /],
    [['(['], /^'\(\[' picks no file of cases/],
  ])('is refused with what there is: %p', (parameters, message) => {
    expect(() => choicesOf(parameters)).toThrow(ChoiceError);
    expect(() => choicesOf(parameters)).toThrow(message);
  });
});
