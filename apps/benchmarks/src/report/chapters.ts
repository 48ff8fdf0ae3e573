import type { Chapter } from './chapter.js';
import { growth } from './chapters/growth.js';
import { latency } from './chapters/latency.js';
import { million } from './chapters/million.js';
import { overhead } from './chapters/overhead.js';
import { requests } from './chapters/requests.js';
import { start } from './chapters/start.js';

export const chapters: readonly Chapter[] = [million, overhead, latency, growth, requests, start];
