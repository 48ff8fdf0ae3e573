import type { PropertyView } from '../../api/index.js';
import { provenanceOf } from './provenance-steps.js';

const properties = (values: Readonly<Record<string, string>>): readonly PropertyView[] =>
  Object.entries(values).map(([name, value]) => ({ name, type: 'string', value }));

test('a message that never failed has no provenance', () => {
  expect(provenanceOf(properties({ type: 'order', last_error: '' }))).toEqual([]);
});

test('what is known is told by the parts of its way, moments as such', () => {
  expect(
    provenanceOf(
      properties({
        resubmit_count: '2',
        resubmitted_at: '2026-11-05T08:00:00.000Z',
        resubmitted_from: 'orders',
        original_message_id: 'A-17',
      }),
    ),
  ).toEqual([
    { title: 'As it was sent first', facts: [{ name: 'Message id', value: 'A-17' }] },
    {
      title: 'Sent back',
      facts: [
        { name: 'Times', value: '2' },
        { name: 'Last', value: '2026-11-05T08:00:00.000Z', isTime: true },
        { name: 'From', value: 'orders' },
      ],
    },
  ]);
});

test('the stack of an error is a text of its own', () => {
  expect(provenanceOf(properties({ last_error_type: 'TypeError', last_error_stack: 'TypeError\n  at x' }))).toEqual([
    {
      title: 'Handlers that failed',
      facts: [{ name: 'Error type', value: 'TypeError' }],
      details: 'TypeError\n  at x',
    },
  ]);
});
