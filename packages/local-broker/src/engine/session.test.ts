import { aMessage, aQueue, idOf } from '../../test/support/engine.js';

const ids = ['a', 'b', 'c', 'd', 'e'];

function aSession() {
  const { queue } = aQueue({ requiresSession: true });
  const messages = ids.map((id) => queue.send(aMessage(id, { group_id: 'mine' })));
  const shown = (from: number) => [...queue.peek(from, 'mine')].map(idOf);
  const page = (from: number, count: number) => shown(from).slice(0, count);
  return { queue, messages, shown, page };
}

describe('looking at a session', () => {
  it('goes on where it ended, and begins anew from wherever it is asked to', () => {
    const { messages, shown, page } = aSession();
    const [, , third] = messages.map(({ sequenceNumber }) => sequenceNumber);

    expect(page(0, 2)).toEqual(['a', 'b']);
    expect(shown(third ?? 0)).toEqual(['c', 'd', 'e']);
    expect(shown(0)).toEqual(ids);
  });

  it.each(ids)('shows the others when %s leaves in the midst of it', (leaving) => {
    const { queue, messages, shown } = aSession();
    const [, , third] = messages.map(({ sequenceNumber }) => sequenceNumber);
    for (const message of queue.peek(0, 'mine')) if (idOf(message) === leaving) break;
    const session = queue.sessions?.accept('mine', () => undefined);
    queue.deleteMessages(ids.indexOf(leaving) + 1, Infinity, session);

    const left = ids.slice(ids.indexOf(leaving) + 1);
    expect(shown(0)).toEqual(left);
    expect(shown(third ?? 0)).toEqual(left.filter((id) => id >= 'c'));
  });
});
