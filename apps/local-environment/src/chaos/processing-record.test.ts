import { recordOf } from './processing-record.js';

const processing = (id: string, count: number) => ({ message_id: id, delivery_count: count });

it('counts messages once, and what a consumer that died left to another as repeated', () => {
  expect(recordOf([processing('a', 1), processing('b', 0), processing('a', 0)])).toEqual({
    processed: 2,
    repeated: 1,
    doubled: [],
  });
});

it('finds a message that came twice as the same delivery', () => {
  expect(recordOf([processing('a', 0), processing('b', 0), processing('a', 0)]).doubled).toEqual(['a']);
});
