/**
 * Which page of messages was come from. Service Bus is looked through forwards alone, so the page before is the one
 * that was there before; it is remembered for as long as the page is open.
 */
const trail = new Map<string, string>();

export function rememberPage(address: string, cameFrom: string): void {
  trail.set(address, cameFrom);
}

/** Undefined where the page was opened by its address. */
export function pageBefore(address: string): string | undefined {
  return trail.get(address);
}
