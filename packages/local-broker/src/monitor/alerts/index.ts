export type { MailOptions } from './mail-server.js';
export { StackAlerts } from './stack-alerts.js';
export { startAlerts, type AlertOptions } from './start-alerts.js';
