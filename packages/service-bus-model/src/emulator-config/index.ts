export type { EmulatorConfig } from './emulator-config-document.js';
export { EmulatorConfigError } from './emulator-config-error.js';
export { emulatorDefaults, emulatorLimits } from './emulator-limits.js';
export type { NotExpressed } from './not-expressed.js';
export { readEmulatorConfig } from './read-emulator-config.js';
export { writeEmulatorConfig, type WrittenEmulatorConfig } from './write-emulator-config.js';
