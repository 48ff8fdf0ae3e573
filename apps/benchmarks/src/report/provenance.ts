import type { Result } from '../results/result.js';

/** Where figures come from, in a few sentences: `Medians of 3 rounds, …`. */
export function provenance({ measuredAt, parameters, machine, versions }: Result): string {
  const { rounds = 1, ...chosen } = parameters;
  const choices = Object.entries(chosen).map(([name, value]) => `, ${name} ${value.toLocaleString('en-US')}`);
  const how = `${rounds === 1 ? 'One round' : `Medians of ${rounds} rounds`}${choices.join('')}.`;
  const { node, commit, modified, serviceBusClient } = versions;
  const when = `Measured on ${measuredAt.slice(0, 10)} at commit \`${commit.slice(0, 10)}\``;
  const where = [
    `${machine.cores} cores (${machine.cpuModel})`,
    `${(machine.memoryMebibytes / 1_024).toFixed(0)} GiB`,
    `journal on ${machine.fileSystem}`,
    machine.system,
    `Node ${node}`,
    `\`@azure/service-bus\` ${serviceBusClient}`,
    ...Object.entries(versions.peers ?? {}).map(([name, version]) => `${name} ${version}`),
  ];
  return `${how} ${when}${modified ? ' with changes that it does not have' : ''}: ${where.join(', ')}.`;
}
