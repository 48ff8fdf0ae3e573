/** Application properties that the system itself gives a meaning. */

/** Says what a message is: `order` on every order. Rules and dashboards read it without opening the body. */
export const typeProperty = 'type';

/** Value of {@link typeProperty} on orders. */
export const orderType = 'order';

/**
 * Names the one subscription that a resubmitted message is for. The rule of every subscription takes messages without
 * this property and those that carry its own name, so that curing one subscription's dead letter does not give the
 * event to the others a second time.
 */
export const resubmitToProperty = 'resubmit_to';
