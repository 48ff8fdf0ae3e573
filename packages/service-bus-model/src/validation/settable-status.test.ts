import type { EntityStatus } from '../topology.js';
import { describeProblem, settableStatusProblems, type settableStatuses } from './index.js';

type Kind = keyof typeof settableStatuses;

describe('settableStatusProblems', () => {
  it.each<[Kind, EntityStatus | undefined]>([
    ['queue', 'SendDisabled'],
    ['topic', 'Disabled'],
    ['subscription', 'ReceiveDisabled'],
    ['topic', undefined],
  ])('accepts for a %s the status %s', (kind, status) => {
    expect(settableStatusProblems(kind, { status })).toEqual([]);
  });

  it.each<[Kind, EntityStatus, string]>([
    ['topic', 'SendDisabled', 'Active or Disabled'],
    ['subscription', 'SendDisabled', 'Active, Disabled or ReceiveDisabled'],
    ['queue', 'Restoring' as EntityStatus, 'Active, Disabled, SendDisabled or ReceiveDisabled'],
  ])('refuses for a %s the status %s', (kind, status, list) => {
    expect(settableStatusProblems(kind, { status }).map(describeProblem)).toEqual([
      `status is '${status}', but a status that Terraform can set on a ${kind} is ${list}. Choose one of them.`,
    ]);
  });
});
