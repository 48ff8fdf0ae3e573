export * from './defaults.js';
export * from './sql/index.js';
export * from './topology.js';
