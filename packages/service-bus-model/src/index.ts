export * from './defaults.js';
export * from './topology.js';
