import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

/** Where Debian has it. */
const debianChromium = '/usr/bin/chromium';

/** Environment variable that names another one. */
const chromiumVariable = 'AMS_CHROMIUM';

/** The browser that the page is tried in is not there. */
export class BrowserMissing extends Error {
  override readonly name = 'BrowserMissing';
}

/**
 * Starts Debian's Chromium, or the one that `AMS_CHROMIUM` names. It asks nothing of the network by itself.
 *
 * @throws BrowserMissing
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env[chromiumVariable] ?? debianChromium;
  if (!existsSync(executablePath)) {
    throw new BrowserMissing(
      `There is no browser at ${executablePath}. Install Debian's with 'apt-get install chromium', or name another ` +
        `Chromium by ${chromiumVariable}.`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
