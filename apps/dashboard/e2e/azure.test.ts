import { eventually } from './harness/eventually.js';
import { order, send } from './harness/messages.js';
import { settled } from './harness/settled.js';
import { useStage } from './harness/stage.js';

describe('a namespace without a monitor, as Azure has none', () => {
  const stage = useStage({ azure: true });

  beforeAll(() => send(stage.namespace.client, 'orders', 3, (number) => order(`order-${number}`)));

  it('is told of by the page, which works all the same', async () => {
    const { page } = await stage.visit('/');
    await settled(page);
    expect(await page.getByText('dev', { exact: true }).count()).toBeGreaterThan(0);
    expect(await page.locator('a[href="/entity/orders"]').count()).toBeGreaterThan(0);
  });

  it('shows its messages', async () => {
    const { page } = await stage.visit('/entity/orders/messages');
    await eventually(async () => {
      const shown = await page.getByRole('main').innerText();
      for (const id of ['order-1', 'order-2', 'order-3']) expect(shown).toContain(id);
    });
  });

  it.each(['/connections', '/alerts', '/entity/orders/locks', '/entity/events/routing'])(
    'has a page at %s that says what only a local broker tells',
    async (path) => {
      const { page } = await stage.visit(path);
      await eventually(async () => expect(await page.getByRole('main').innerText()).toMatch(/local broker/i));
    },
  );
});
