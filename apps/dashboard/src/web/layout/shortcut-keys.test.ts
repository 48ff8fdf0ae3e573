import { readShortcut } from './shortcut-keys.js';
import { views, viewOf } from './views.js';

test('g and a letter go to a view', () => {
  expect(readShortcut('g', false, views)).toEqual({ kind: 'wait' });
  expect(readShortcut('d', true, views)).toEqual({ kind: 'go', href: '/dead-letters' });
});

test('the letter alone means nothing, and neither does an unknown one after g', () => {
  expect(readShortcut('d', false, views)).toBeNull();
  expect(readShortcut('x', true, views)).toBeNull();
});

test('a slash searches and a question mark helps, also after g', () => {
  expect(readShortcut('/', false, views)).toEqual({ kind: 'search' });
  expect(readShortcut('?', true, views)).toEqual({ kind: 'help' });
});

test('each view has a letter of its own', () => {
  expect(new Set(views.map(({ key }) => key)).size).toBe(views.length);
});

test('an address belongs to the view that it begins with, an entity to the overview', () => {
  expect(viewOf('/dead-letters/abc').href).toBe('/dead-letters');
  expect(viewOf('/entity/orders/dead-letters').href).toBe('/');
});
