import { BrokerError } from '../engine/errors.js';
import { childOf, type XmlElement } from './xml.js';

/**
 * Reads the members of a description. A member that is absent or empty is undefined: the caller knows its default. What
 * cannot be read raises BrokerError `com.microsoft:argument-error`.
 */
export class Members {
  constructor(private readonly description: XmlElement) {}

  has(name: string): boolean {
    return childOf(this.description, name) !== undefined;
  }

  element(name: string): XmlElement | undefined {
    return childOf(this.description, name);
  }

  text(name: string): string | undefined {
    return childOf(this.description, name)?.text || undefined;
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined) return undefined;
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw unreadable(name, text, "is 'true' or 'false'");
  }

  integer(name: string): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined) return undefined;
    if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
    throw unreadable(name, text, 'is a whole number');
  }
}

/** Leaves out the members that are undefined, so that they do not hide defaults. */
export function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

export function unreadable(member: string, value: string, rule: string): BrokerError {
  return new BrokerError('com.microsoft:argument-error', `${member} is '${value}', but it ${rule}. Correct it.`);
}
