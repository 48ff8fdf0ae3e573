export * from './alerts.js';
export * from './connections.js';
export * from './figures.js';
export * from './history.js';
export * from './paths.js';
export * from './resolutions.js';
export * from './routing.js';
