import { messagesQuery } from '../../api/messages.js';
import { pageQuery, readBrowserQuery, writeBrowserQuery } from './browser-query.js';

describe('the address of a message browser', () => {
  const filter = {
    text: 'a&b=c',
    system: ['deliveryCount>=3', 'sessionId'],
    property: ["type='x y'"],
    body: ["$.items[?@.sku=='A+1']"],
    reason: 'Max%',
  };

  it('keeps filter and page', () => {
    const query = writeBrowserQuery({ filter, from: '9223372036854775807' });
    expect(readBrowserQuery(query)).toEqual({ filter, from: '9223372036854775807' });
  });

  it('has no query where there is no filter and no page', () => {
    expect(writeBrowserQuery({ filter: { system: [], property: [], body: [] }, from: undefined })).toBe('');
  });

  it('begins at the beginning where the page is no sequence number', () => {
    expect(readBrowserQuery('?from=abc').from).toBeUndefined();
  });

  it('passes over empty conditions', () => {
    expect(readBrowserQuery('?system=&text=&body=%20').filter).toEqual({ system: [], property: [], body: [] });
  });
});

describe('the query of the server', () => {
  it('is what the server takes', () => {
    const query = pageQuery(
      { entity: 'events/Subscriptions/billing', subQueue: 'deadLetter' },
      { filter: { text: 'late', system: ['a=1', 'b'], property: [], body: [] }, from: '12' },
    );
    expect(messagesQuery.parse(query)).toEqual({
      entity: 'events/Subscriptions/billing',
      subQueue: 'deadLetter',
      text: 'late',
      system: ['a=1', 'b'],
      property: [],
      body: [],
      from: '12',
      limit: 100,
    });
  });
});
