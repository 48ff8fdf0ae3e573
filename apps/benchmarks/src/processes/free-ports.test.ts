import { freePorts } from './free-ports.js';

describe('freePorts', () => {
  it('finds ports that all differ', async () => {
    const ports = await freePorts(3);
    expect(new Set(ports).size).toBe(3);
    expect(ports.every((port) => port > 0)).toBe(true);
  });
});
