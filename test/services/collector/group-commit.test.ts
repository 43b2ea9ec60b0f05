import { expect } from "chai";
import { createGroupCommit } from "../../../services/collector/group-commit.ts";
import { rejection } from "../../helpers/rejection.ts";

describe("a group commit", () => {
  it("writes together what comes meanwhile, and answers nobody before it is written", async () => {
    const writes: { items: readonly number[]; finish: () => void }[] = [];
    const commit = createGroupCommit(
      (items: readonly number[]) =>
        new Promise<number[]>((resolve) => {
          writes.push({ items, finish: () => resolve(items.map((item) => item * 10)) });
        }),
    );
    const answered: number[][] = [];
    const asked = [[1, 2], [3], [4, 5]].map((items) => commit(items).then((results) => answered.push(results)));
    await new Promise(setImmediate);
    expect([writes.length, writes[0]!.items, answered]).to.deep.equal([1, [1, 2], []]);

    writes[0]!.finish();
    await new Promise(setImmediate);
    expect([writes.length, writes[1]!.items, answered]).to.deep.equal([2, [3, 4, 5], [[10, 20]]]);

    writes[1]!.finish();
    await Promise.all(asked);
    expect(answered).to.deep.equal([[10, 20], [30], [40, 50]]);
  });

  it("fails those whose write failed, and goes on", async () => {
    const failure = new Error("disk full");
    const commit = createGroupCommit((items: readonly number[]) =>
      items.includes(1) ? Promise.reject(failure) : Promise.resolve([...items]),
    );
    expect(await rejection(commit([1]))).to.equal(failure);
    expect(await commit([2])).to.deep.equal([2]);
  });
});
