import { order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

describe('a namespace without a monitor, as Azure has none', () => {
  const stage = useStage({ azure: true });

  beforeAll(() => send(stage.namespace.client, 'orders', 3, (number) => order(`order-${number}`)));

  it('is told of by the page, which works all the same', async () => {
    const { page } = await stage.visit('/');
    await page.getByText('dev', { exact: true }).first().waitFor();
    await page.locator('a[href="/entity/orders"]').first().waitFor();
  });

  it('shows its messages', async () => {
    const { page } = await stage.visit('/entity/orders/messages');
    for (const id of ['order-1', 'order-2', 'order-3']) await page.getByText(id, { exact: true }).first().waitFor();
  });

  it.each(['/connections', '/alerts', '/entity/orders/locks', '/entity/events/routing'])(
    'has a page at %s that says what only a local broker tells',
    async (path) => {
      const { page } = await stage.visit(path);
      await page
        .getByText(/local broker/i)
        .first()
        .waitFor();
    },
  );
});
