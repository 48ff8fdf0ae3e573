export type { EntraIdOptions } from './access/entra-tokens.js';
export type { Administration, ChosenKeys } from './administration/administration.js';
export {
  type AccessRuleReference,
  type Broker,
  type BrokerOptions,
  type EntityCounts,
  InvalidTopologyError,
  startBroker,
} from './broker.js';
export { CertificateError } from './certificates/development-certificates.js';
export { AdjustableClock, type MovableClock } from './engine/adjustable-clock.js';
export { type Clock, ManualClock, systemClock } from './engine/clock.js';
export type { FaultDefinition } from './faults/fault-definition.js';
export { FaultError, type FaultReport, type Faults } from './faults/faults.js';
export { StoreError } from './journal/open-journal.js';
export { journalFile } from './journal/sqlite-store.js';
export { ListenError } from './listener/listen-error.js';
export type { BrokerLog } from './log.js';
export { topologyFromFile, TopologyFileError, type TopologyFormat } from './topology-file.js';
