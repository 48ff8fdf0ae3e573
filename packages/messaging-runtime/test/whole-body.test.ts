import { copyOfDeadLetter, editorOf, type NewBody } from '../src/index.js';
import { deadLetterWith, json } from './messages-for-test.js';

const order = { order_id: 'A-1', amount: '19.90' };

async function rewritten(body: NewBody, before: unknown = json(order), bodyType = 'data') {
  const raw = { _rawAmqpMessage: { body: before, bodyType } } as object;
  const copy = copyOfDeadLetter(deadLetterWith({ body: before, ...raw }), {});
  return (await editorOf({ body }))(copy);
}

test('JSON takes the place of JSON, and the differences are told one by one', async () => {
  const value = { ...order, amount: 19.9 };
  await expect(rewritten({ kind: 'json', value })).resolves.toMatchObject({
    ok: true,
    copy: { body: json(value) },
    changes: [{ of: 'body', path: '/amount', before: '19.90', after: 19.9 }],
  });
});

test('a body that is no JSON is mended', async () => {
  const broken = Buffer.from('{"amount":');
  await expect(rewritten({ kind: 'json', value: { amount: 1 } }, broken)).resolves.toMatchObject({
    copy: { body: json({ amount: 1 }) },
    changes: [{ of: 'body', path: '', before: '{"amount":', after: '{"amount":1}' }],
  });
});

test('text goes out to the byte as it is written', async () => {
  const value = '{ "amount": 12345678901234567890 }';
  await expect(rewritten({ kind: 'text', value })).resolves.toMatchObject({ copy: { body: Buffer.from(value) } });
});

test('a body that is text already and stays so has not changed', async () => {
  const body = json(order);
  await expect(rewritten({ kind: 'text', value: body.toString() }, body)).resolves.toMatchObject({
    copy: { body },
    changes: [],
  });
  await expect(
    rewritten({ kind: 'json', value: order }, Buffer.from(JSON.stringify(order, null, 2))),
  ).resolves.toMatchObject({
    copy: { body: Buffer.from(JSON.stringify(order, null, 2)) },
  });
});

test('spaces alone are a change where they are asked for as text', async () => {
  const value = JSON.stringify(order, null, 2);
  await expect(rewritten({ kind: 'text', value })).resolves.toMatchObject({
    copy: { body: Buffer.from(value) },
    changes: [{ of: 'body', path: '', before: JSON.stringify(order), after: value }],
  });
});

test('bytes that are no text are shown in base64 where they are replaced', async () => {
  await expect(rewritten({ kind: 'text', value: 'x' }, Buffer.from([0, 255]))).resolves.toMatchObject({
    copy: { body: Buffer.from('x') },
    changes: [{ of: 'body', path: '', before: 'AP8=', after: 'x' }],
  });
});

test.each([
  ['an AMQP value', order, 'value', { kind: 'json', value: 1 }, 1, 'value'],
  ['text in a value section', 'x', 'value', { kind: 'text', value: 'y' }, 'y', 'value'],
  ['an AMQP value that text replaces', order, 'value', { kind: 'text', value: 'y' }, 'y', 'value'],
  ['a list of values that text replaces', [[1]], 'sequence', { kind: 'text', value: 'y' }, 'y', 'value'],
] as const)('%s is sent in a section of its kind', async (_, before, bodyType, body, after, typeAfter) => {
  await expect(rewritten(body, before, bodyType)).resolves.toMatchObject({
    copy: { body: after, bodyType: typeAfter },
  });
});

test.each([
  ['a patch beside it', { patch: '[]', body: { kind: 'text', value: 'x' } }, 'give one of them'],
  ['JSON without a value', { body: { kind: 'json', value: undefined } }, 'has no value'],
] as const)('%s is refused', async (_, spec, problem) => {
  await expect(editorOf(spec)).rejects.toThrow(problem);
});
