import { config } from 'zod';

/** Schemas made from now on check without functions made of text, which the page's content security policy forbids. */
export function forbidCode(): void {
  config({ jitless: true });
}
