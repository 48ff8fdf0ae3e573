import { addressOf } from './harness/entities.js';
import { send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

const backlog = 100_000;

/** Milliseconds that one step of a search takes at most, on a machine that is busy. */
const oneStep = 30_000;

/** Bytes of all that a page of the browser may fetch to show its messages. */
const mostBytes = 200_000;

describe('a page with 100,000 messages behind it', () => {
  const stage = useStage();

  beforeAll(() =>
    send(stage.namespace.client, 'orders', backlog, (number) => ({ messageId: `order-${number}`, body: number })),
  );

  it('fetches and draws a hundred of them', async () => {
    const { page } = await stage.visit('/');
    const fetched: Promise<number>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname === '/api/messages')
        fetched.push(response.body().then(({ length }) => length));
    });
    await page.goto(new URL(addressOf('orders', 'messages'), stage.dashboard.address).href);
    await page.getByText('order-100', { exact: true }).waitFor();
    expect(await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').count()).toBe(100);
    const sizes = await Promise.all(fetched);
    expect(sizes).toHaveLength(1);
    expect(Math.max(...sizes)).toBeLessThan(mostBytes);
  });

  it('begins anywhere without looking at what is before', async () => {
    const { page } = await stage.visit(addressOf('orders', `messages?from=${backlog - 4}`));
    await page.getByText(`order-${backlog}`, { exact: true }).waitFor();
    await page.getByText('5 messages, to the end').waitFor();
  });

  it('looks for a rare one in steps, and says how far it looked', async () => {
    const { page } = await stage.visit(addressOf('orders', `messages?system=messageId%3Dorder-${backlog}`));
    const found = page.getByText(`order-${backlog}`, { exact: true });
    const further = page.getByRole('button', { name: 'Go on looking' });
    for (;;) {
      await found.or(further).first().waitFor({ timeout: oneStep });
      if ((await found.count()) > 0) break;
      const answer = page.waitForResponse(/api\/messages/, { timeout: oneStep });
      await further.click();
      await answer;
    }
    await page.getByText(/1 message of [\d,]+ messages looked at/).waitFor();
  }, 180_000);
});
