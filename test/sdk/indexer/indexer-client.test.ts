import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createIndexerClient } from "../../../sdk/indexer/indexer-client.ts";
import { IndexerError } from "../../../sdk/indexer/indexer-error.ts";
import { readAllPages } from "../../../sdk/indexer/read-all-pages.ts";

const STATUS = { chainId: 31337, block: 7, blockTime: 1_700_000_000, isReady: true };

/** Runs a program against a server that answers as the listener does. */
async function against<Result>(listener: RequestListener, program: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await program(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function answering(document: unknown, code = 200, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(code, { "content-type": "application/json", ...headers }).end(JSON.stringify(document));
  };
}

function refused(work: Promise<unknown>): Promise<IndexerError> {
  return work.then(
    () => expect.fail("was accepted"),
    (error: unknown) => {
      expect(error).to.be.instanceOf(IndexerError);
      return error as IndexerError;
    },
  );
}

describe("createIndexerClient", function () {
  it("reads a checked answer", async function () {
    const status = await against(answering(STATUS), (url) => createIndexerClient(`${url}/`).readStatus());
    expect(status).to.deep.equal(STATUS);
  });

  it("asks for what is named, and leaves out what is not", async function () {
    const asked: string[] = [];
    const page = { items: [], total: 0, offset: 0, limit: 50 };
    await against(
      (request, response) => {
        asked.push(request.url ?? "");
        answering(page)(request, response);
      },
      async (url) => {
        const client = createIndexerClient(url);
        await client.listNodes({ country: "Côte d'Ivoire & more", freeMruBytes: 2n ** 40n, certified: false });
        await client.listNodes();
      },
    );
    expect(asked).to.deep.equal([
      "/v1/nodes?country=C%C3%B4te+d%27Ivoire+%26+more&freeMruBytes=1099511627776&certified=false",
      "/v1/nodes",
    ]);
  });

  it("tells a refusal in the indexer's words", async function () {
    const refusal = answering({ code: "tooManyRequests", message: "Try again in a minute." }, 429, {
      "retry-after": "30",
    });
    const error = await against(refusal, (url) => refused(createIndexerClient(url).readStatus()));
    expect(error.code).to.equal("tooManyRequests");
    expect(error.message).to.match(/^The indexer at 127\.0\.0\.1:\d+ refuses: Try again in a minute\.$/);
    expect(error.retryAfterSeconds).to.equal(30);
  });

  it("says that something else answers", async function () {
    const listeners = [answering({ hello: "world" }), answering("busy", 503)];
    const codes = await Promise.all(
      listeners.map((listener) =>
        against(listener, async (url) => (await refused(createIndexerClient(url).readStatus())).code),
      ),
    );
    expect(codes).to.deep.equal(["unreadable", "unreadable"]);
  });

  it("says that nobody answers", async function () {
    const gone = await against(answering(STATUS), (url) => Promise.resolve(url));
    expect((await refused(createIndexerClient(gone).readStatus())).code).to.equal("unreachable");
  });
});

describe("readAllPages", function () {
  it("reads until it has all", async function () {
    const offsets: number[] = [];
    const all = await readAllPages(({ offset, limit }) => {
      offsets.push(offset);
      const items = Array.from({ length: Math.min(limit, 2500 - offset) }, (_, position) => offset + position);
      return Promise.resolve({ items, total: 2500, offset, limit });
    });
    expect(offsets).to.deep.equal([0, 1000, 2000]);
    expect(all).to.have.lengthOf(2500);
  });

  it("ends when a list became shorter while it was read", async function () {
    const all = await readAllPages(({ offset, limit }) =>
      Promise.resolve({ items: offset === 0 ? ["one"] : [], total: 2, offset, limit }),
    );
    expect(all).to.deep.equal(["one"]);
  });
});
