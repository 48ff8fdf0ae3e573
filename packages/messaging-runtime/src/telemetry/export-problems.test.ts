import { exportProblems } from './export-problems.js';

interface Told {
  readonly level: string;
  readonly problem: unknown;
}

function problems() {
  const told: Told[] = [];
  let now = 0;
  const tell = (level: string) => (fields: unknown) =>
    told.push({ level, problem: (fields as { problem: unknown }).problem });
  const logger = exportProblems({ warn: tell('warn'), debug: tell('debug') } as never, () => now);
  return { logger, told, pass: (milliseconds: number) => (now += milliseconds) };
}

test('a collector that stays away is told once a minute', () => {
  const { logger, told, pass } = problems();
  for (let second = 0; second < 120; second += 5) {
    logger.error('no answer');
    pass(5_000);
  }
  expect(told.filter(({ level }) => level === 'warn')).toHaveLength(2);
  expect(told).toHaveLength(24);
});

test('an error that comes as JSON is told on one line', () => {
  const { logger, told } = problems();
  logger.error(
    JSON.stringify({ stack: 'Error: …\n at …', message: 'Not Found', code: '404', name: 'OTLPExporterError' }),
  );
  expect(told[0]?.problem).toBe('Not Found, 404');
});
