export { startCollector, type CollectedSpan, type Collector } from './collector.js';
export { testOutputs } from './test-outputs.js';
export { startTestSystem, type AppRun, type TestSystem, type TestSystemOptions } from './test-system.js';
export { testTopology } from './test-topology.js';
