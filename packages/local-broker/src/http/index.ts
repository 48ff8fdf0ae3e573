export { createHttpApplication, type HttpApplication } from './http-application.js';
export type { HttpContext } from './http-context.js';
