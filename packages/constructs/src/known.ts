import { Token, type IResolvable } from 'cdktf';

/** The values that are plain now: without those that only Terraform resolves, and without what is undefined. */
export type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], IResolvable | undefined> };

/** Leaves out what cannot be judged at synth. */
export function known<T extends object>(values: T): Known<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !isUnresolved(value)),
  ) as Known<T>;
}

/** The value, or undefined where only Terraform will know it. */
export function knownValue<T>(value: T | IResolvable | undefined): T | undefined {
  return value === undefined || isUnresolved(value) ? undefined : (value as T);
}

/** Whether only Terraform will know the value: a token of CDKTF, or a Terraform expression written out. */
export function isUnresolved(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && /[$%]\{/.test(value));
}
