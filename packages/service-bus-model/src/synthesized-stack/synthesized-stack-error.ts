/** A synthesized stack that cannot be read as one messaging system. The message names the place, the fault and the cure. */
export class SynthesizedStackError extends Error {
  override readonly name = 'SynthesizedStackError';

  constructor(
    /** Where in the stack: a resource's address and attribute, or an output. */
    readonly place: string,
    reason: string,
  ) {
    super(`${place}: ${reason}`);
  }
}
