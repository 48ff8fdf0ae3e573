/** The broker cannot listen where it was told to. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** What went wrong, in words that say what to do. */
export function asListenError(error: unknown, host: string, port: number): ListenError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      `Port ${port} of ${host} is taken. Stop the program that has it, or choose another port (0 takes any free one).`,
    );
  }
  if (code === 'EACCES') {
    return new ListenError(`Port ${port} needs privileges that this user lacks. Choose one above 1023.`);
  }
  if (code === 'EADDRNOTAVAIL') {
    return new ListenError(`${host} is no address of this machine. Listen on 127.0.0.1, or on an address it has.`);
  }
  return new ListenError(`The broker cannot listen on ${host}:${port}: ${(error as Error).message}`);
}
