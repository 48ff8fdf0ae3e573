import { effect, signal, type Signal } from '@preact/signals';

import { api } from '../api-client.js';
import { figures } from './live-store.js';
import { Trail } from './trail.js';

/** Requests for the past that are under way at one time. */
const atOnce = 4;

const trails = new Map<string, Trail>();
const lines = new Map<string, Signal<readonly number[]>>();
const waiting: string[] = [];
let underWay = 0;

/** The backlog of an entity in the last quarter of an hour, oldest first; grows as the page is open. */
export function backlogTrail(path: string): readonly number[] {
  const known = lines.get(path);
  if (known !== undefined) return known.value;
  const line = signal<readonly number[]>([]);
  lines.set(path, line);
  trails.set(path, new Trail());
  waiting.push(path);
  seedNext();
  return line.value;
}

function seedNext(): void {
  const path = underWay < atOnce ? waiting.shift() : undefined;
  if (path === undefined) return;
  underWay += 1;
  void seed(path).finally(() => {
    underWay -= 1;
    seedNext();
  });
}

async function seed(path: string): Promise<void> {
  try {
    const { at, active } = await api.monitor.history(path, 'second');
    trails.get(path)?.seed(at, active);
    show(path);
  } catch (error) {
    // The line then begins with what comes from now on: nothing that anybody has to be told.
    console.info(`No past of ${path}:`, error);
  }
}

function show(path: string): void {
  const line = lines.get(path);
  if (line !== undefined) line.value = trails.get(path)?.values ?? [];
}

effect(() => {
  const known = figures.value;
  if (known === null) return;
  for (const { path, gauges } of known.entities) {
    trails.get(path)?.add(known.at, gauges.active);
    show(path);
  }
});
