import type Database from 'better-sqlite3';

import { generateKeys, type SharedAccessKeys } from '../access/keys.js';
import { checkRow, rowChecksum } from './row-checksum.js';

const columns = 'entity, rule, primary_key, secondary_key, checksum';

/**
 * The keys of a rule, made on first use.
 *
 * @param entity path in lower case, '' for the namespace.
 * @throws DamagedRowError when they are not as they were written.
 */
export function storedKeys(database: Database.Database, entity: string, rule: string): SharedAccessKeys {
  const made = generateKeys();
  database
    .prepare(`INSERT INTO shared_access_key (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    .run(...rowOf(entity, rule, made));
  const { checksum, ...keys } = database
    .prepare<[string, string], SharedAccessKeys & { readonly checksum: number | null }>(
      `SELECT primary_key AS primaryKey, secondary_key AS secondaryKey, checksum
       FROM shared_access_key WHERE entity = ? AND rule = ?`,
    )
    .get(entity, rule) as SharedAccessKeys & { readonly checksum: number | null };
  checkRow(`the key of rule '${rule}' of '${entity}'`, checksum, valuesOf(entity, rule, keys));
  return keys;
}

/** Gives the rules of an entity these keys and no others. */
export function replaceStoredKeys(
  database: Database.Database,
  entity: string,
  keys: ReadonlyMap<string, SharedAccessKeys>,
): void {
  database.transaction(() => {
    database.prepare('DELETE FROM shared_access_key WHERE entity = ?').run(entity);
    const insert = database.prepare(`INSERT INTO shared_access_key (${columns}) VALUES (?, ?, ?, ?, ?)`);
    for (const [rule, pair] of keys) insert.run(...rowOf(entity, rule, pair));
  })();
}

function rowOf(entity: string, rule: string, keys: SharedAccessKeys): readonly (string | number)[] {
  const values = valuesOf(entity, rule, keys);
  return [...values, rowChecksum(values)];
}

function valuesOf(entity: string, rule: string, { primaryKey, secondaryKey }: SharedAccessKeys): readonly string[] {
  return [entity, rule, primaryKey, secondaryKey];
}
