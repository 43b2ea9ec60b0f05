import { expect } from "chai";
import { makeError } from "ethers";
import { retryRpc } from "../../../services/attestor/retry-rpc.ts";
import { rejection } from "../../helpers/rejection.ts";

/** An endpoint that fails every third request with an error. */
function failing(error: Error) {
  const methods: string[] = [];
  return {
    methods,
    send: (method: string): Promise<string> => {
      methods.push(method);
      return methods.length % 3 === 0 ? Promise.reject(error) : Promise.resolve(method);
    },
  };
}

describe("retryRpc", () => {
  it("sends again what an endpoint failed to answer", async () => {
    const provider = failing(makeError("bad gateway", "SERVER_ERROR", { request: "", response: undefined } as never));
    retryRpc(provider, 0);
    for (let request = 0; request < 10; request++) expect(await provider.send(`${request}`)).to.equal(`${request}`);

    expect(provider.methods).to.have.length(14);
  });

  it("gives up after five attempts", async () => {
    let attempts = 0;
    const error = makeError("no answer", "TIMEOUT", { operation: "request", reason: "timeout" });
    const provider = { send: () => (attempts++, Promise.reject(error)) };
    retryRpc(provider, 0);

    expect(await rejection((provider as { send: () => Promise<unknown> }).send())).to.equal(error);
    expect(attempts).to.equal(5);
  });

  it("does not repeat what a contract refused", async () => {
    const error = makeError("execution reverted", "CALL_EXCEPTION", {} as never);
    const provider = failing(error);
    retryRpc(provider, 0);
    await provider.send("a");
    await provider.send("b");

    expect(await rejection(provider.send("c"))).to.equal(error);
    expect(provider.methods).to.deep.equal(["a", "b", "c"]);
  });
});
