import { withoutOutputs } from './app-process.js';

describe('the environment of the apps in the story', () => {
  it('names no deployed namespace, whatever the shell names', () => {
    const shell = {
      PATH: '/usr/bin',
      AMS_PROJECT: 'contoso',
      AMS_QUEUE_NAME: 'orders-of-production',
      AMS_QUEUE_SEND_CONNECTION_STRING: 'Endpoint=sb://production.servicebus.windows.net/',
      AMS_OUTPUTS_FILE: 'outputs.prod.json',
    };
    expect(withoutOutputs(shell)).toEqual({ PATH: '/usr/bin', AMS_PROJECT: 'contoso' });
  });
});
