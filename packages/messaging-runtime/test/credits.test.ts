import { Credits } from '../src/processing/credits.js';

/** Of a link that is open, with the number of credits that were given back. */
function creditsOf(granted: number): {
  credits: Credits;
  take: (count: number) => void;
  givenBack: () => Promise<number>;
} {
  const credits = new Credits(granted);
  let givenBack = 0;
  credits.onLinkOpen();
  return {
    credits,
    take: (count) => {
      for (let taken = 0; taken < count; taken += 1) void credits.take().then(() => (givenBack += 1));
    },
    givenBack: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return givenBack;
    },
  };
}

test('are all outstanding when the link opens', () => {
  expect(creditsOf(10).credits.outstanding).toBe(10);
});

test('are kept by the messages that arrive', async () => {
  const { credits, take, givenBack } = creditsOf(10);
  take(4);
  expect({ outstanding: credits.outstanding, givenBack: await givenBack() }).toEqual({ outstanding: 6, givenBack: 0 });
});

test('are given back up to the room there is', async () => {
  const { credits, take, givenBack } = creditsOf(10);
  take(10);
  credits.giveBack(3);
  expect({ outstanding: credits.outstanding, givenBack: await givenBack() }).toEqual({ outstanding: 3, givenBack: 3 });
});

test('are given back many at once, when half of the room is outstanding', async () => {
  const { credits, take, givenBack } = creditsOf(10);
  take(4);
  credits.giveBack(10);
  expect(await givenBack()).toBe(0);
  take(1);
  credits.giveBack(10);
  expect(await givenBack()).toBe(5);
});

test('are given back to the last when only one is wanted', async () => {
  const { credits, take, givenBack } = creditsOf(1);
  take(1);
  credits.giveBack(1);
  expect(await givenBack()).toBe(1);
});

test('are not given back without room', async () => {
  const { credits, take, givenBack } = creditsOf(10);
  take(10);
  credits.giveBack(0);
  credits.giveBack(-5);
  expect(await givenBack()).toBe(0);
});

test('are not given back to a link that they did not come from', async () => {
  const { credits, take, givenBack } = creditsOf(10);
  take(10);
  credits.onLinkOpen();
  take(6);
  credits.giveBack(10);
  expect({ outstanding: credits.outstanding, givenBack: await givenBack() }).toEqual({ outstanding: 10, givenBack: 6 });
});
