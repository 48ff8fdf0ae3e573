import { placeOf, type StackDocument, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** What attributes stand for that no resource block writes down, because Azure computes them. */
export interface ComputedValues {
  /** What `${type.label.id}` becomes. `resolve` resolves what the id is made of. */
  id(resource: StackResource, resolve: Resolve): string;
  /** What another attribute becomes; undefined if it is not among those that can be told. */
  attribute(resource: StackResource, name: string): unknown;
}

/** Resolves the references inside a value. `place` names the value in errors. @throws SynthesizedStackError */
export type Resolve = (value: unknown, place: string) => unknown;

/** Lets an id stand for its resource, as its address, and computes nothing else: what reading a topology needs. */
export const idsAsAddresses: ComputedValues = { id: ({ address }) => address, attribute: () => undefined };

/**
 * Makes the function that replaces `${…}` by what it refers to, at any depth of a value. A text that is one reference
 * takes the type of what it refers to; inside a longer text the reference is written out.
 *
 * It knows references to resources of the stack, to locals and to variables with a default. Everything else (data
 * sources, functions, counts) only Terraform can evaluate.
 */
export function resolverOf(document: StackDocument, computed: ComputedValues): Resolve {
  /** `open` holds the references being resolved, so that a circle is found. */
  function resolve(value: unknown, place: string, open: readonly string[]): unknown {
    if (typeof value === 'string') return interpolate(value, place, open);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, `${place}[${index}]`, open));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, `${place}.${key}`, open)]),
    );
  }

  function interpolate(text: string, place: string, open: readonly string[]): unknown {
    const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
    if (whole !== undefined) return dereference(whole.trim(), place, open);
    return text.replaceAll(/\$\$\{|\$\{([^{}]*)\}|\$\{.*/gs, (token: string, expression: string | undefined) => {
      if (token === '$${') return '${';
      const value = dereference(expression?.trim() ?? token.replace(/^\$\{|\}$/g, ''), place, open);
      if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
      throw unresolved(token, place, 'it is not a text or number', 'Use it as a value of its own.');
    });
  }

  function dereference(expression: string, place: string, open: readonly string[]): unknown {
    const reference = `\${${expression}}`;
    if (open.includes(expression)) {
      const circle = [...open, expression].join(' -> ');
      throw unresolved(reference, place, `it refers to itself: ${circle}`, 'Give one of them a value of its own.');
    }
    const inside = [...open, expression];

    const [, kind, name] = /^(var|local)\.([\w-]+)$/.exec(expression) ?? [];
    if (kind === 'var' && name !== undefined) {
      const value = document.variables[name];
      if (value !== undefined) return resolve(value, `variable.${name}.default`, inside);
      throw unresolved(reference, place, 'the variable has no default', 'Give it one, or write the value at synth.');
    }
    if (kind === 'local' && name !== undefined) {
      const value = document.locals[name];
      if (value !== undefined) return resolve(value, `locals.${name}`, inside);
      throw unresolved(reference, place, 'the stack has no such local', 'Define it, or write the value at synth.');
    }

    const [, address, attribute] = /^((?!data\.)[A-Za-z]\w*\.[\w-]+)\.(\w+)$/.exec(expression) ?? [];
    if (address === undefined || attribute === undefined) {
      const cure = 'Refer to an attribute of a resource of this stack, or write the value at synth.';
      throw unresolved(reference, place, 'only Terraform can evaluate it', cure);
    }
    const resource = document.resources.get(address);
    if (resource === undefined) {
      const cure = 'Add the resource to the stack, or refer to one that is there.';
      throw unresolved(reference, place, `the stack has no resource ${address}`, cure);
    }
    if (attribute === 'id') return computed.id(resource, (value, usedAt) => resolve(value, usedAt, inside));
    const known = computed.attribute(resource, attribute) ?? undefined;
    if (known !== undefined) return known;
    const value = resource.attributes[attribute] ?? undefined;
    if (value !== undefined) return resolve(value, placeOf(resource, attribute), inside);
    const cure = `Set ${attribute} on ${placeOf(resource)}, or write the value where it is used.`;
    throw unresolved(reference, place, `${address} sets no attribute ${attribute}, so that only Azure knows it`, cure);
  }

  return (value, place) => resolve(value, place, []);
}

function unresolved(reference: string, place: string, reason: string, cure: string): SynthesizedStackError {
  return new SynthesizedStackError(place, `cannot resolve ${reference}: ${reason}. ${cure}`);
}
