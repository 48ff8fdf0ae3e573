/** rhea's frame codec, which its typings do not describe; `rhea-internals.ts` gives it types. */
declare module 'rhea/lib/frames.js' {
  const frames: unknown;
  export default frames;
}
