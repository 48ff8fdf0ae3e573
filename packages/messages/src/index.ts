export * from './contract.js';
export { describeProblems, listProblems, type FieldProblem } from './describe-problems.js';
export * from './event.js';
export * from './insight.js';
export * from './order.js';
export { partitionKeyFor } from './partition-key.js';
export * from './properties.js';
export * from './read.js';
