import { Totals } from './totals.js';

describe('the totals of several scenarios', () => {
  it('add up counts of the same name, and count what was found by its kind', () => {
    const totals = new Totals();
    totals.add('kills', { counts: { kills: 3, acknowledged: 100 }, violations: [{ kind: 'lost', what: 'm1' }] });
    totals.add('full-disk', { counts: { kills: 1, refused: 2 }, violations: [] });

    expect(totals.summary).toMatch(/^kills = 4, cuts = 0, acknowledged = 100, refused = 2, lost = 1, resurrected = 0/);
    expect(totals.violationCount).toBe(1);
    expect(totals.lines).toContain('LOST (what was acknowledged is not there) in kills: m1');
  });

  it('say why a scenario was skipped', () => {
    const totals = new Totals();
    totals.add('full-disk', { counts: {}, violations: [], skipped: 'only root can mount it' });

    expect(totals.lines).toEqual(['full-disk: only root can mount it']);
  });
});
