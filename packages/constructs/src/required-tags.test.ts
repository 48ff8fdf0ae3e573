import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { Aspects, App, TerraformStack, TerraformVariable, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceGroup } from '../test/synthesize.js';
import { errors } from '../test/warnings.js';
import { addAspects } from './add-aspects.js';
import { ServiceBusNamespace } from './namespace.js';
import { ServiceBusQueue } from './queue.js';
import { RequiredTags, type TagRule } from './required-tags.js';

const errorsOf = (rules: Readonly<Record<string, TagRule>>, tags?: Readonly<Record<string, string>>) =>
  errors((scope) => {
    Aspects.of(scope).add(new RequiredTags(rules));
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'contoso-bus', resourceGroup, tags });
    // Queues have no tags.
    new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
  });

describe('RequiredTags', () => {
  it('refuses a resource without the tag', () => {
    expect(errorsOf({ team: 'any' })).toEqual([
      "stack/bus/Default: The tag 'team' is missing. Every resource needs it: any text.",
    ]);
  });

  it('takes one that has it, in any case of letters', () => {
    expect(errorsOf({ team: 'any' }, { Team: 'ordering' })).toEqual([]);
  });

  it.each([
    ['any' as const, '', "'', but must be any text"],
    [['dev', 'prod'], 'test', "'test', but must be 'dev' or 'prod'"],
    [/^\d{4}$/, '12', "'12', but must be text that matches /^\\d{4}$/"],
  ])('refuses a value that is not %p', (rule, value, message) => {
    expect(errorsOf({ tag: rule }, { tag: value })).toEqual([`stack/bus/Default: The tag 'tag' is ${message}.`]);
  });

  it.each([
    [['dev', 'prod'], 'prod'],
    [/^\d{4}$/g, '1234'],
  ])('takes a value that is %p', (rule, value) => {
    expect(errorsOf({ tag: rule }, { tag: value })).toEqual([]);
  });

  it('does not judge what only Terraform knows', () => {
    const found = errors((scope) => {
      Aspects.of(scope).add(new RequiredTags({ team: ['ordering'] }));
      const tags = new TerraformVariable(scope, 'tags', {});
      new ResourceGroup(scope, 'one', { name: 'one', location: 'eastus', tags: tags.value as Record<string, string> });
      const team = new TerraformVariable(scope, 'team', {}).stringValue;
      new ResourceGroup(scope, 'two', { name: 'two', location: 'eastus', tags: { team: Token.asString(team) } });
    });
    expect(found).toEqual([]);
  });

  it('ends synth with all that it finds', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'required-tags-'));
    try {
      const app = new App({ outdir, skipValidation: true });
      const stack: Construct = new TerraformStack(app, 'ordering');
      new ResourceGroup(stack, 'one', { name: 'one', location: 'eastus' });
      addAspects(app, new RequiredTags({ team: 'any', owner: 'any' }));
      expect(() => app.synth()).toThrow(/ordering\/one\] The tag 'team' is missing[^]*ordering\/one\] The tag 'owner'/);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});
