import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { connectRpc, hostOf, RpcUnreachableError } from "../../../sdk/network/rpc-endpoint.ts";
import { rejection } from "../../helpers/rejection.ts";

/** Answers every request with the same status and body while `use` runs. */
async function withServer(status: number, body: string, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0);
  await once(server, "listening");
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key`);
  } finally {
    server.close();
  }
}

describe("connecting to an RPC endpoint", () => {
  it("learns the chain id", async () => {
    await withServer(200, '{"jsonrpc":"2.0","id":1,"result":"0x7a69"}', async (url) => {
      const { chainId, provider } = await connectRpc(url);
      provider.destroy();

      expect(chainId).to.equal(31337n);
    });
  });

  const answers: [what: string, status: number, body: string, message: RegExp][] = [
    ["a refusal", 401, "", /answered with HTTP status 401/],
    ["a web page", 200, "<html>", /does not answer like an Ethereum node/],
    ["an error", 200, '{"jsonrpc":"2.0","id":1,"error":{"code":-32601}}', /does not answer like an Ethereum node/],
  ];
  for (const [what, status, body, message] of answers) {
    it(`says that ${what} is no chain, without the key in the url`, async () => {
      await withServer(status, body, async (url) => {
        const error = await rejection(connectRpc(url));

        expect(error).to.be.instanceOf(RpcUnreachableError);
        expect(error.message).to.match(message);
        expect(error.message).not.to.contain("secret-key");
      });
    });
  }

  it("says that nobody answers", async () => {
    const error = await rejection(connectRpc("http://127.0.0.1:1"));

    expect(error).to.be.instanceOf(RpcUnreachableError);
    expect(error.message).to.contain("127.0.0.1:1 does not answer");
  });

  it("shows only the host of a url", () => {
    expect(hostOf("https://mainnet.example/v3/key")).to.equal("mainnet.example");
    expect(hostOf("nonsense")).to.equal("an address that is not a url");
  });
});
