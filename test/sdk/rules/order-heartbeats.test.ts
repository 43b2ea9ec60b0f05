import { expect } from "chai";
import fc from "fast-check";
import { orderHeartbeats } from "../../../sdk/rules/order-heartbeats.ts";

interface Sent {
  readonly sequence: number;
  readonly sentAt: number;
  readonly digest: string;
}

const order = (heartbeats: readonly Sent[]) => orderHeartbeats(heartbeats, ({ digest }) => digest);

describe("orderHeartbeats", () => {
  it("sorts by time, then by sequence", () => {
    const [a, b, c] = [sent(2, 10), sent(1, 20), sent(3, 20)];
    expect(order([c, b, a])).to.deep.equal({ counted: [a, b, c], conflicting: [] });
  });

  it("keeps once what came twice", () => {
    expect(order([sent(1, 10), sent(1, 10)])).to.deep.equal({ counted: [sent(1, 10)], conflicting: [] });
  });

  it("counts none of two that share a sequence", () => {
    const [a, b] = [sent(2, 10), sent(2, 30)];
    expect(order([b, sent(1, 20), a])).to.deep.equal({ counted: [sent(1, 20)], conflicting: [a, b] });
  });

  it("orders conflicts of one second too", () => {
    const [a, b] = [sent(2, 10, "0xa"), sent(2, 10, "0xb")];
    expect(order([b, a, b])).to.deep.equal({ counted: [], conflicting: [a, b] });
  });

  it("answers the same however they arrive", () => {
    const some = fc
      .record({ sequence: fc.nat({ max: 9 }), sentAt: fc.nat({ max: 5 }), variant: fc.constantFrom("", "a", "b") })
      .map(({ sequence, sentAt, variant }) => sent(sequence, sentAt, variant));
    const twice = fc
      .array(some)
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(twice, ([heartbeats, shuffled]) => {
        expect(order([...shuffled, ...heartbeats])).to.deep.equal(order(heartbeats));
      }),
    );
  });
});

function sent(sequence: number, sentAt: number, variant = ""): Sent {
  return { sequence, sentAt, digest: `${sequence} ${sentAt} ${variant}` };
}
