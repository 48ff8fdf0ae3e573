import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AppContext } from '@ams/messaging-runtime/cli';
import { Command } from '@commander-js/extra-typings';

import { workspaceRoot } from '../workspace.js';
import { StoryNamespace } from './namespace.js';
import { accountTable } from './report.js';
import { tellStory } from './story.js';

/** Messages were lost. */
export class MessagesLostError extends Error {
  override readonly name = 'MessagesLostError';
}

/** Runs the whole system once, from the stack to the last message, and leaves nothing behind. */
export function storyCommand(context: AppContext) {
  return new Command('local-environment-story')
    .description('Runs the whole system once on this machine and accounts for every message. Takes a free port.')
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .action(async () => {
      const root = workspaceRoot();
      const folder = await mkdtemp(join(tmpdir(), 'ams-story-'));
      const outputsFile = join(folder, 'outputs.local.json');
      try {
        context.print('Synthesizing the stack "messaging-local" and starting its namespace in the local broker ...');
        const dataDirectory = join(folder, 'broker');
        const namespace = await StoryNamespace.open({ root, dataDirectory, outputsFile });
        try {
          const accounts = await tellStory({ root, folder, outputsFile, namespace, context });
          context.print(`\n${accountTable(accounts)}`);
          const lost = accounts.reduce((sum, account) => sum + account.lost, 0);
          if (lost > 0) throw new MessagesLostError(`${lost} messages are lost.`);
          context.print('Every message is accounted for. Nothing is lost.');
        } finally {
          await namespace.close();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}
