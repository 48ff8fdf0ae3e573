import { copyOfDeadLetter, editorOf, readProperty, RequestError, type EditSpec } from '../src/index.js';
import { deadLetterWith, json } from './messages-for-test.js';

const order = { order_id: 'A-1', amount: '19.90', lines: [1, 2] };

async function edited(spec: EditSpec, parts: Parameters<typeof deadLetterWith>[0] = {}) {
  const copy = copyOfDeadLetter(deadLetterWith({ body: json(order), ...parts }), {});
  return (await editorOf(spec))(copy);
}

const patch = (...operations: object[]) => ({ patch: JSON.stringify(operations) });

test('changes the body, and tells what it was', async () => {
  const result = await edited(
    patch(
      { op: 'test', path: '/order_id', value: 'A-1' },
      { op: 'replace', path: '/amount', value: 19.9 },
      { op: 'remove', path: '/lines/0' },
      { op: 'add', path: '/currency', value: 'EUR' },
    ),
  );
  expect(result).toMatchObject({
    ok: true,
    copy: { body: json({ order_id: 'A-1', amount: 19.9, lines: [2], currency: 'EUR' }) },
  });
  expect(result.ok && result.changes).toEqual(
    expect.arrayContaining([
      { of: 'body', path: '/amount', before: '19.90', after: 19.9 },
      { of: 'body', path: '/currency', after: 'EUR' },
    ]),
  );
});

test('can replace all of the body', async () => {
  await expect(edited(patch({ op: 'replace', path: '', value: [1] }))).resolves.toMatchObject({
    copy: { body: json([1]) },
  });
});

test('leaves a body to the byte when the patch changes nothing', async () => {
  const body = Buffer.from('{ "amount": 1.0 }');
  const result = await edited(patch({ op: 'replace', path: '/amount', value: 1 }), { body });
  expect(result).toMatchObject({ ok: true, copy: { body }, changes: [] });
});

test('gives every copy values of its own', async () => {
  const editor = await editorOf(
    patch({ op: 'add', path: '/tags', value: [] }, { op: 'add', path: '/tags/-', value: 'cured' }),
  );
  const copy = copyOfDeadLetter(deadLetterWith({ body: json(order) }), {});
  const [first, second] = [editor(copy), editor(copy)];
  expect(first).toEqual(second);
  expect(second).toMatchObject({ copy: { body: json({ ...order, tags: ['cured'] }) } });
});

test.each([
  ['text in a value section', JSON.stringify(order), JSON.stringify({ ...order, amount: 1 })],
  ['an AMQP value', order, { ...order, amount: 1 }],
])('keeps the form of %s', async (_, body, after) => {
  const raw = { _rawAmqpMessage: { body, bodyType: 'value' } } as object;
  const result = await edited(patch({ op: 'replace', path: '/amount', value: 1 }), { body, ...raw });
  expect(result).toMatchObject({ copy: { body: after, bodyType: 'value' } });
});

test.each([
  [
    'removes what is not there',
    patch({ op: 'remove', path: '/total' }),
    'the patch cannot remove /total: nothing is there',
  ],
  [
    'expects something else',
    patch({ op: 'test', path: '/amount', value: 1 }),
    'the patch cannot test /amount: "19.90" is there',
  ],
  ['reaches into a text', patch({ op: 'add', path: '/amount/x', value: 1 }), 'the patch cannot add /amount/x'],
  ['leaves nothing', patch({ op: 'remove', path: '' }), 'the patch leaves no body'],
])('says so when the patch %s', async (_, spec, problem) => {
  await expect(edited(spec)).resolves.toEqual({ ok: false, problem: expect.stringContaining(problem) });
});

test('says so when the body is not JSON', async () => {
  const result = await edited(patch({ op: 'remove', path: '/a' }), { body: Buffer.from('not JSON') });
  expect(result).toEqual({ ok: false, problem: expect.stringContaining('the patch needs a body of JSON') });
});

test('sets and takes away properties, and tells what they were', async () => {
  const applicationProperties = { type: 'order', priority: 2, same: 1 };
  const properties = { type: undefined, priority: 3, added: true, same: 1 };
  await expect(edited({ properties }, { applicationProperties })).resolves.toMatchObject({
    copy: { applicationProperties: { priority: 3, added: true, same: 1 } },
    changes: [
      { of: 'property', path: 'type', before: 'order' },
      { of: 'property', path: 'priority', before: 2, after: 3 },
      { of: 'property', path: 'added', after: true },
    ],
  });
});

test.each([
  ['priority=2', ['priority', 2]],
  ['priority="2"', ['priority', '2']],
  ['urgent=true', ['urgent', true]],
  ['note=a=b', ['note', 'a=b']],
  ['note=', ['note', '']],
])('reads the property %s', (text, property) => {
  expect(readProperty(text)).toEqual(property);
});

test('refuses a number that it could not keep, and says how to write it', () => {
  expect(() => readProperty('id=12345678901234567890')).toThrow('write it as text, "12345678901234567890"');
  expect(readProperty('id="12345678901234567890"')).toEqual(['id', '12345678901234567890']);
});

test.each(['priority', '=2'])('refuses %p, which sets no property', (text) => {
  expect(() => readProperty(text)).toThrow(RequestError);
});

test.each([
  ['text that is not JSON', { patch: '[{' }, 'The JSON Patch is not JSON'],
  ['an object', { patch: '{}' }, 'must be a list of operations'],
  ['an unknown operation', patch({ op: 'increase', path: '/amount' }), 'op must be add, remove, replace'],
  ['a path that is no pointer', patch({ op: 'remove', path: 'amount' }), 'must be a JSON Pointer'],
  ['an operation that lacks its value', patch({ op: 'add', path: '/amount' }), 'must be there'],
  ['a property that tells where the message came from', { properties: { resubmit_count: 0 } }, 'is not to be edited'],
])('refuses %s', async (_, spec: EditSpec, problem) => {
  await expect(editorOf(spec)).rejects.toThrow(problem);
});
