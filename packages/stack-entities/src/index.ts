export { objectionTo, type Contents } from './contents.js';
export { contentsByEntity, entityOutputs, schemaCheck, type ContentsOf } from './entity-contents.js';
export { destinationKeys, places, sourceKeys, type DestinationKey, type Place, type SourceKey } from './places.js';
