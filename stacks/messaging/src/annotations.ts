import { AnnotationMetadataEntryType, type App } from 'cdktf';

const levels: Readonly<Record<string, string>> = {
  [AnnotationMetadataEntryType.INFO]: 'Note',
  [AnnotationMetadataEntryType.WARN]: 'Warning',
};

/**
 * What constructs have to say of what was synthesized, a line each: `Warning: messaging-dev/orders: …`. Errors are not
 * among them, since CDKTF ends synth with those.
 */
export function annotationsOf(app: App): readonly string[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata.flatMap(({ type, data }) => {
      const level = levels[type];
      return level === undefined ? [] : [`${level}: ${node.path}: ${String(data)}`];
    }),
  );
}
