import { readFileSync } from 'node:fs';
import { dataRoleIds, dataRoleOf, dataRoles, type AccessRight } from './index.js';

describe('the roles for messages', () => {
  it.each<[AccessRight, readonly AccessRight[]]>([
    ['Send', ['Send']],
    ['Listen', ['Listen']],
    ['Manage', ['Listen', 'Send', 'Manage']],
  ])('are the smallest that give %s', (right, rights) => {
    expect(dataRoles[dataRoleOf[right]]).toEqual(rights);
  });

  it.each(Object.entries(dataRoleIds))('include %s, whose id the page of grants has', (role, id) => {
    const page = readFileSync(new URL('../../../docs/constructs/grants.md', import.meta.url), 'utf8');
    expect(page).toMatch(new RegExp(`\\| ${role} +\\| \`${id}\``));
  });
});
