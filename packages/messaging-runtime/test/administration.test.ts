import { administer, isEmulator } from '../src/administration.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';

describe('the administration of a namespace', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem();
  });

  afterAll(() => system.close());

  it('reaches a local broker over plain HTTP with the released client', async () => {
    const client = administer({ connectionString: system.broker.connectionString() });
    expect(await client.getQueue('customer-orders')).toMatchObject({ requiresSession: true });
  });

  it('tells a broker of the own machine by its connection string', () => {
    expect(isEmulator({ connectionString: system.broker.connectionString() })).toBe(true);
    expect(isEmulator({ connectionString: system.broker.connectionString(undefined, 'primary', 'tls') })).toBe(false);
    expect(isEmulator({ hostname: 'localhost' })).toBe(false);
  });
});
