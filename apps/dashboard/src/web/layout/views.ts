/** The views that can be gone to from everywhere, in the order in which they are listed. */
export const views = [
  { href: '/', label: 'Overview', key: 'o' },
  { href: '/topology', label: 'Topology', key: 't' },
  { href: '/dead-letters', label: 'Dead letters', key: 'd' },
  { href: '/connections', label: 'Connections', key: 'c' },
  { href: '/alerts', label: 'Alerts', key: 'a' },
  { href: '/jobs', label: 'Jobs', key: 'j' },
] as const;

export type View = (typeof views)[number];

/** The view that an address belongs to; an entity belongs to the overview. */
export function viewOf(path: string): View {
  return views.find(({ href }) => href !== '/' && (path === href || path.startsWith(`${href}/`))) ?? views[0];
}
