import { readdirSync, readFileSync } from 'node:fs';

import type { Violation } from '../checker/violation.js';

/** What a broker says when it is asked for its memory. */
export interface HeldMemory {
  /** Bytes that are in use, without garbage. */
  readonly held: number;
}

const megabyte = 1024 * 1024;

/** @returns bytes as people read them. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(0)} MB`;
}

/** Bytes of memory that a process has; 0 where the system does not tell. */
export function residentMemory(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Files and sockets that a process has open; 0 where the system does not tell. */
export function openHandles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** How often memory is looked at, in milliseconds. */
const interval = 50;

/** Watches how much memory a process has at most. */
export class MemoryWatch {
  readonly before: number;
  #peak: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.before = residentMemory(pid);
    this.#peak = this.before;
    this.#timer = setInterval(() => (this.#peak = Math.max(this.#peak, residentMemory(pid))), interval);
  }

  /** @returns the largest amount that was seen, in bytes. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }
}

/** @returns that something took more than it may, if it did. */
export function unbounded(what: string, found: number, bound: number): readonly Violation[] {
  if (found <= bound) return [];
  return [{ kind: 'unbounded', what: `${what} took ${inMegabytes(found)}, which is more than ${inMegabytes(bound)}` }];
}
