import type { AppContext } from '@ams/messaging-runtime/cli';
import { appCommand } from '@ams/messaging-runtime/cli';
import { environments } from '@ams/stack-outputs';

/** The command line of the dashboard. */
export function dashboardCommand(_context: AppContext) {
  return appCommand({
    name: 'dashboard',
    description: 'The page where people watch and mend their messages.',
    environments,
    defaultEnvironment: 'local',
    examples: [''],
  });
}
