import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The two keys of a shared access rule. Both are valid, so that one can be changed while clients use the other. */
export interface SharedAccessKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** Makes keys of the form that Azure's have: 32 random bytes in base64. */
export function generateKeys(): SharedAccessKeys {
  return { primaryKey: randomBytes(32).toString('base64'), secondaryKey: randomBytes(32).toString('base64') };
}

/** Whether the key is one of the two. How long it takes tells nothing about them. */
export function hasKey({ primaryKey, secondaryKey }: SharedAccessKeys, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(key);
  return [primaryKey, secondaryKey].some((each) => timingSafeEqual(digest(each), wanted));
}
