import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { describeMissing } from './missing-tools.js';

/** What peers are run with. */
export interface PeerTools {
  /** Script that starts RabbitMQ as whoever runs it. */
  readonly rabbitMqServer: string;
  readonly python: string;
  /** Of what is known before anything is started, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

export type FoundPeers =
  { readonly tools: PeerTools } | { /** One sentence. */ readonly missing: string; readonly tools?: undefined };

/** Debian's `rabbitmq-server` on the path is a wrapper that becomes another user; this is what it runs. */
const debianScript = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** The first one may be of the user's own, without the system's packages. */
const pythons = ['python3', '/usr/bin/python3'];

const pythonProbe = `
import json, platform, pika, aio_pika
print(json.dumps({"python": platform.python_version(), "pika": pika.__version__, "aio_pika": str(aio_pika.__version__)}))
`;

const pythonVersions = z.object({ python: z.string(), pika: z.string(), aio_pika: z.string() });

/** Looks for what peers need on this machine. */
export async function findPeers(): Promise<FoundPeers> {
  if (process.platform !== 'linux') return { missing: 'Peers are left out: they are measured on Linux only.' };
  const rabbitMqServer = findScript();
  const python = await findPython();
  if (rabbitMqServer === undefined || python === undefined) {
    const present = { rabbitMqServer: rabbitMqServer !== undefined, python: python !== undefined };
    return { missing: describeMissing(present) };
  }
  const amqplib = packageVersion.parse(JSON.parse(readFileSync(amqplibPackage, 'utf8'))).version;
  return { tools: { rabbitMqServer, python: python.command, versions: { ...python.versions, amqplib } } };
}

const packageVersion = z.object({ version: z.string() });
const amqplibPackage = new URL('../../../../node_modules/amqplib/package.json', import.meta.url);

function findScript(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [debianScript, ...folders.map((folder) => join(folder, 'rabbitmq-server'))].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function findPython() {
  for (const command of pythons) {
    try {
      const { stdout } = await promisify(execFile)(command, ['-c', pythonProbe]);
      return { command, versions: pythonVersions.parse(JSON.parse(stdout)) };
    } catch {
      // It is not there, or lacks a module.
    }
  }
  return undefined;
}
