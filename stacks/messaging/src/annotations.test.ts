import { Annotations, Testing, TerraformStack } from 'cdktf';
import { annotationsOf } from './annotations.js';

describe('annotationsOf', () => {
  it('tells warnings and notes, each with the path of its construct', () => {
    const app = Testing.app();
    const stack = new TerraformStack(app, 'ordering');
    Annotations.of(stack).addWarning('a queue would go');
    Annotations.of(stack).addInfo('all is tagged');
    Annotations.of(stack).addError('no tags');
    stack.node.addMetadata('other', 'x');
    expect(annotationsOf(app)).toEqual(['Warning: ordering: a queue would go', 'Note: ordering: all is tagged']);
  });
});
