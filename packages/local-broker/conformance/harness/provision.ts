import type { EntityShapes } from './entity-shapes.js';

/** Entities made for one case. */
export interface Provision {
  /** Has all rights on the namespace. */
  readonly connectionString: string;
  /** The entity's name in the namespace, by the name that the case has for it. */
  readonly names: Readonly<Record<string, string>>;
  /** A connection string with the claims of an entity's key, and those alone. */
  connectionStringOf(entity: string, key: string): string;
  /** Takes the entities away again. */
  remove(): Promise<void>;
}

export type Provisioner = (shapes: EntityShapes) => Promise<Provision>;

/** The connection string with another rule and key, for one entity. */
export function withKey(connectionString: string, entityPath: string, name: string, key: string): string {
  return connectionString
    .replace(/SharedAccessKeyName=[^;]*/, `SharedAccessKeyName=${name}`)
    .replace(/SharedAccessKey=[^;]*/, `SharedAccessKey=${key}`)
    .replace(/;?$/, `;EntityPath=${entityPath}`);
}
