import { createLogger, type Logger } from '../src/index.js';
import { setLogContext } from '../src/logger.js';

function loggedBy(write: (log: Logger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger('app', 'info', { write: (line) => lines.push(line) }));
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

afterEach(() => setLogContext(undefined));

describe('a line of the log', () => {
  const connectionString = 'Endpoint=sb://ns.example/;SharedAccessKeyName=root;SharedAccessKey=aVerySecretKey=';

  test.each<[string, (log: Logger) => void]>([
    ['its message', (log) => log.info(`connecting by ${connectionString}`)],
    ['a field', (log) => log.info({ outputs: { queue: connectionString } }, 'connecting')],
    ['an error', (log) => log.info(new Error(`cannot connect by ${connectionString}`))],
    [
      'what caused an error',
      (log) => log.info({ err: new Error('cannot connect', { cause: new Error(connectionString) }) }, 'failed'),
    ],
    [
      'a field of an error',
      (log) => log.info(Object.assign(new Error('no'), { headers: { authorization: 'aVerySecretKey=' } })),
    ],
    ['the fields of a child', (log) => log.child({ password: 'aVerySecretKey=' }).info('here')],
  ])('has no secret in %s', (_, write) => {
    const lines = loggedBy(write);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('aVerySecretKey');
  });

  test('has the ids of the trace that it belongs to, beside its own fields', () => {
    setLogContext(() => ({ trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' }));
    const [first, second] = loggedBy((log) => {
      log.info({ messageId: 'm0' }, 'message processed');
      log.child({ messageId: 'm1' }).info('message processed');
    });
    expect(first).toMatchObject({ messageId: 'm0', span_id: 'b7ad6b7169203331', msg: 'message processed' });
    expect(second).toMatchObject({ messageId: 'm1', trace_id: '0af7651916cd43dd8448eb211c80319c' });
  });

  test('has none without telemetry', () => {
    expect(loggedBy((log) => log.info('here'))[0]).not.toHaveProperty('trace_id');
  });
});
