import { insightSchema, type PurchaseMade } from '@ams/messages';
import { totalsOf } from './purchase-totals.js';

function purchase(event_id: string, amount?: number, ts = '2026-11-05T08:15:30Z'): PurchaseMade {
  return { event_id, type: 'purchase', ts, ...(amount === undefined ? {} : { amount }) };
}

it('adds up purchases, those without an amount as nothing', () => {
  const totals = totalsOf([purchase('E-1', 0.1), purchase('E-2', 0.2), purchase('E-3')]);

  expect(totals).toMatchObject({ type: 'purchase.totals', purchases: 3, amount: 0.3 });
  expect(insightSchema.safeParse(totals).success).toBe(true);
});

it('is as of the latest purchase', () => {
  const [earlier, later] = ['2026-11-05T08:15:30Z', '2026-11-05T08:15:30.5Z'];

  expect(totalsOf([purchase('E-1', 1, later), purchase('E-2', 1, earlier)])?.ts).toBe(later);
});

it('is nothing for no purchases', () => {
  expect(totalsOf([])).toBeUndefined();
});

it('has the same id for the same purchases, in whatever order, and another for others', () => {
  const idOf = (...ids: readonly string[]) => totalsOf(ids.map((id) => purchase(id)))?.event_id;

  expect(idOf('E-1', 'E-2')).toBe(idOf('E-2', 'E-1'));
  expect(idOf('E-1', 'E-2')).not.toBe(idOf('E-1', 'E-3'));
  expect(idOf('a', 'bc')).not.toBe(idOf('ab', 'c'));
});
