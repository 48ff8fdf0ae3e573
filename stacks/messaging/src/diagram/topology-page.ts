import { topologyMermaid, topologySvg, type Topology } from '@ams/service-bus-model';

/** Files beside each other, by name. */
export type Files = Readonly<Record<string, string>>;

/** The page that shows a topology, and the picture on it. */
export function topologyPage(environment: string, topology: Topology): Files {
  return { 'topology.md': markdown(environment, topology), 'topology.svg': topologySvg(topology) };
}

function markdown(environment: string, topology: Topology): string {
  return `# Topology

What the stack of ${environment} makes, drawn from what it synthesizes to. \`nx run messaging:diagram\` writes this page and the picture; a test fails when they are not up to date.

![Programs that send, the namespace with its queues, topics and subscriptions, and programs that receive](topology.svg)

Programs stand for their keys: who only sends is on the left, who receives is on the right. An arrow with two heads is a program that also sends back, to the queue or through the topic: what it tries again later.

## Who may do what

${accessTable(topology)}

## As Mermaid

\`\`\`mermaid
${topologyMermaid(topology).trimEnd()}
\`\`\`
`;
}

function accessTable({ namespace, queues, topics }: Topology): string {
  const rowsOf = (
    kind: string,
    { name, authorizationRules }: Topology['queues'][number] | Topology['topics'][number],
  ) => authorizationRules.map((rule) => [kind, `\`${name}\``, `\`${rule.name}\``, rule.rights.join(', ')]);
  const ofNamespace = namespace.authorizationRules.map((rule) => [
    'namespace',
    `\`${namespace.name}\``,
    `\`${rule.name}\``,
    rule.rights.join(', '),
  ]);
  return table(
    ['what', 'name', 'key', 'rights'],
    [
      ...queues.flatMap((queue) => rowsOf('queue', queue)),
      ...topics.flatMap((topic) => rowsOf('topic', topic)),
      ...ofNamespace,
    ],
  );
}

/** A table whose columns are aligned, as Prettier writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
