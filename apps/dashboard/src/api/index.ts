export * from './entities.js';
export * from './exact-json.js';
export * from './jobs.js';
export * from './live.js';
export * from './messages.js';
export * from './places.js';
