import { expect } from "chai";
import { mapInParallel } from "../../../sdk/network/map-in-parallel.ts";
import { rejection } from "../../helpers/rejection.ts";

describe("mapping in parallel", () => {
  it("keeps the order of the items and the limit", async () => {
    let running = 0;
    let most = 0;
    const slowest = async (item: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10 - item));
      running--;
      return item * 2;
    };

    expect(await mapInParallel([1, 2, 3, 4, 5, 6, 7], 3, slowest)).to.deep.equal([2, 4, 6, 8, 10, 12, 14]);
    expect(most).to.equal(3);
  });

  it("maps nothing to nothing", async () => {
    expect(await mapInParallel([], 3, () => Promise.reject(new Error("never")))).to.deep.equal([]);
  });

  it("fails when one fails", async () => {
    const error = await rejection(mapInParallel([1, 2], 1, () => Promise.reject(new Error("no"))));

    expect(error.message).to.equal("no");
  });
});
