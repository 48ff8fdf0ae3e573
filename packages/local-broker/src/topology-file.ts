import { readFile } from 'node:fs/promises';

import {
  EmulatorConfigError,
  readEmulatorConfig,
  readSynthesizedStack,
  SynthesizedStackError,
  type Topology,
} from '@ams/service-bus-model';

import { parseJsonText } from './json-text.js';

/** A file that no topology can be read from. The message names the file, what is wrong with it and the cure. */
export class TopologyFileError extends Error {
  override readonly name = 'TopologyFileError';
}

/** What a file that describes a namespace can be. */
export type TopologyFormat = 'emulator-config' | 'synthesized-stack';

/**
 * Reads the topology out of a `Config.json` of Microsoft's emulator or a `cdk.tf.json` of CDKTF.
 *
 * @example
 * const broker = await startBroker({ topology: await topologyFromFile('Config.json') });
 *
 * @param format default: told by what is in the file.
 * @throws TopologyFileError when the file cannot be read, or is not what it should be.
 */
export async function topologyFromFile(file: string, format?: TopologyFormat): Promise<Topology> {
  const json = parsed(file, await textOf(file));
  try {
    return chosenFormat(file, format, formatOf(json)) === 'emulator-config'
      ? readEmulatorConfig(json)
      : readSynthesizedStack(json);
  } catch (error) {
    if (!(error instanceof EmulatorConfigError || error instanceof SynthesizedStackError)) throw error;
    throw new TopologyFileError(`${file}: ${error.message}`, { cause: error });
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new TopologyFileError(`${file} cannot be read: ${(error as Error).message}. Give the path of a file.`);
  }
}

function parsed(file: string, text: string): unknown {
  const { json, problem } = parseJsonText(text);
  if (problem === undefined) return json;
  throw new TopologyFileError(
    `${file}, line ${problem.line}, column ${problem.column}: ${problem.description}. Make it valid JSON.`,
  );
}

const descriptions: Readonly<Record<TopologyFormat, string>> = {
  'emulator-config': 'a Config.json of the emulator (--config)',
  'synthesized-stack': 'a cdk.tf.json of CDKTF (--stack)',
};

/** What the file is to be read as. What is in a file may not say, if it was said beforehand. */
function chosenFormat(file: string, wanted: TopologyFormat | undefined, found: TopologyFormat | undefined) {
  const format = wanted ?? found;
  if (format === undefined) {
    throw new TopologyFileError(
      `${file} has neither 'UserConfig', as a Config.json of the emulator, nor 'resource', as a cdk.tf.json. Give one of these.`,
    );
  }
  if (found === undefined || found === format) return format;
  throw new TopologyFileError(`${file} is ${descriptions[found]}, not ${descriptions[format]}. Give it as what it is.`);
}

function formatOf(json: unknown): TopologyFormat | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  if ('UserConfig' in json) return 'emulator-config';
  return 'resource' in json ? 'synthesized-stack' : undefined;
}
