export {
  readStackOutputs,
  type AuthorizationRuleAttribute,
  type ComputedAttributes,
  type NamespaceAttribute,
} from './read-stack-outputs.js';
export { readEarlierEntities, type EarlierEntity } from './read-earlier-entities.js';
export { readSynthesizedStack } from './read-synthesized-stack.js';
export { SynthesizedStackError } from './synthesized-stack-error.js';
