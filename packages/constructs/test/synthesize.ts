import { Testing } from 'cdktf';
import type { Construct } from 'constructs';

type Attributes = Readonly<Record<string, unknown>>;

/** What a stack synthesizes to, as far as tests look at it. */
export interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output?: Readonly<Record<string, Attributes>>;
  readonly locals?: Attributes;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

/** Synthesizes what the function builds, and leaves out the metadata that CDKTF adds. */
export function synthesize(build: (scope: Construct) => void): Synthesized {
  const json = Testing.synthScope((scope) => build(scope));
  return JSON.parse(json, (key, value: unknown) => (key === '//' ? undefined : value)) as Synthesized;
}

/** A place for resources, without a resource. */
export const resourceGroup = { name: 'messaging', location: 'eastus' };
