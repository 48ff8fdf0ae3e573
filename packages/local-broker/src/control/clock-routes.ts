import { DurationError, parseDuration } from '@ams/service-bus-model';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { isMovable, type MovableClock } from '../engine/adjustable-clock.js';
import type { Clock } from '../engine/clock.js';
import { ControlError } from './control-error.js';

const changeSchema = z.union([
  z.strictObject({ advance: z.string() }),
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
]);

/** `GET` and `POST /clock`: what time it is for the broker, and moving that on. */
export function clockRoutes(routes: FastifyInstance, clock: Clock): void {
  const state = () => ({ now: new Date(clock.now()).toISOString(), movable: isMovable(clock) });
  routes.get('/clock', async () => state());
  routes.post('/clock', async (request) => {
    movable(clock).advance(millisecondsOf(request.body, clock.now()));
    return state();
  });
}

function movable(clock: Clock): MovableClock {
  if (isMovable(clock)) return clock;
  throw new ControlError(
    409,
    "The broker runs by the machine's clock, which cannot be moved. " +
      'Start it with an AdjustableClock or a ManualClock, or on the command line with --clock adjustable.',
  );
}

function millisecondsOf(body: unknown, now: number): number {
  const change = changeSchema.safeParse(body);
  if (!change.success) {
    throw new ControlError(
      400,
      `The clock cannot be moved by ${JSON.stringify(body)}. ` +
        'Send {"advance": "PT30S"}, or {"set": "2026-01-01T12:00:00Z"}.',
    );
  }
  if ('advance' in change.data) return durationOf(change.data.advance);
  const milliseconds = Date.parse(change.data.set) - now;
  if (milliseconds >= 0) return milliseconds;
  throw new ControlError(
    409,
    `It is ${new Date(now).toISOString()} already, and the clock does not go back to ${change.data.set}. Set it to a later time.`,
  );
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DurationError) throw new ControlError(400, error.message);
    throw error;
  }
}
