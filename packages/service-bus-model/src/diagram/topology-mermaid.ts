import type { Topology } from '../topology.js';
import { topologyGraph, type DiagramEdge, type DiagramNode } from './topology-graph.js';

/** The topology as a Mermaid flowchart: paste it into Markdown as a block of the language `mermaid`. */
export function topologyMermaid(topology: Topology): string {
  const { title, nodes, edges } = topologyGraph(topology);
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const idOf = (id: string) => ids.get(id) ?? id;
  const box = (node: DiagramNode) => `${idOf(node.id)}${shapeOf(node)}`;
  const isProgram = ({ kind }: DiagramNode) => kind === 'sender' || kind === 'receiver';
  return [
    'flowchart LR',
    ...nodes.filter((node) => node.kind === 'sender').map((node) => `  ${box(node)}`),
    `  subgraph bus["${escaped(title)}"]`,
    ...nodes.filter((node) => !isProgram(node)).map((node) => `    ${box(node)}`),
    '  end',
    ...nodes.filter((node) => node.kind === 'receiver').map((node) => `  ${box(node)}`),
    ...edges.map(({ from, to, kind }) => `  ${idOf(from)} ${arrows[kind]} ${idOf(to)}`),
    '',
  ].join('\n');
}

const arrows: Readonly<Record<DiagramEdge['kind'], string>> = {
  send: '-->',
  copy: '-->',
  receive: '-->',
  'receive and send back': '<-->',
  forward: '-.->|forwards|',
  'dead letters': '-.->|dead letters|',
};

const shapes: Readonly<Record<DiagramNode['kind'], readonly [string, string]>> = {
  sender: ['([', '])'],
  queue: ['[[', ']]'],
  topic: ['{{', '}}'],
  subscription: ['(', ')'],
  receiver: ['([', '])'],
};

function shapeOf({ kind, name, details }: DiagramNode): string {
  const [open, close] = shapes[kind];
  const label = [`<b>${escaped(name)}</b>`, ...details.map(escaped)].join('<br/>');
  return `${open}"${label}"${close}`;
}

/** Mermaid writes characters that mean something to it as entities with a number sign. */
function escaped(text: string): string {
  return text.replace(/[#&<>"`]/g, (character) => `#${character.charCodeAt(0)};`);
}
