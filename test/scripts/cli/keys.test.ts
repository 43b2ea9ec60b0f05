import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { encryptKeystoreJson, JsonRpcProvider, Wallet } from "ethers";
import {
  chooseSigner,
  configuredAddress,
  KeyAmbiguousError,
  PrivateKeyMalformedError,
} from "../../../scripts/cli/keys/choose-signer.ts";
import { AccountNotAllowedError } from "../../../scripts/cli/keys/development-accounts.ts";
import { HardhatKeyMissingError } from "../../../scripts/cli/keys/hardhat-keystore.ts";
import { keystoreAddress, KeystoreMissingError, KeystoreUnusableError } from "../../../scripts/cli/keys/keystore.ts";
import { rejection } from "../../helpers/rejection.ts";
import { emptyFolder } from "./fake-io.ts";

const KEY = `0x${"11".repeat(32)}`;
const ADDRESS = new Wallet(KEY).address;

// Never asked: choosing a key needs no network.
const provider = new JsonRpcProvider("http://127.0.0.1:1", 31337, { staticNetwork: true });

function context(env: Record<string, string> = {}, chainId = 31337n) {
  return { env, folder: emptyFolder(), provider, chainId };
}

/** A folder with an encrypted keystore, cheap to open. */
async function withKeystore(env: Record<string, string>) {
  const here = context({ TFGRID_KEYSTORE: "key.json", ...env });
  const text = await encryptKeystoreJson({ address: ADDRESS, privateKey: KEY }, "open sesame", { scrypt: { N: 2 } });
  writeFileSync(path.join(here.folder, "key.json"), text);
  return here;
}

describe("the key that signs", () => {
  it("is none when none is configured", async () => {
    expect(await chooseSigner(context(), undefined)).to.equal(undefined);
  });

  it("is the development account that was named", async () => {
    const signer = await chooseSigner(context({ TFGRID_PRIVATE_KEY: KEY }), 0);

    expect(signer?.address).to.equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  });

  it("is no development account on a public chain", async () => {
    expect(await rejection(chooseSigner(context({}, 84532n), 0))).to.be.instanceOf(AccountNotAllowedError);
  });

  it("is the private key of the environment", async () => {
    expect((await chooseSigner(context({ TFGRID_PRIVATE_KEY: KEY }), undefined))?.address).to.equal(ADDRESS);
  });

  it("is never told by an error", async () => {
    const secret = "0x1234567890abcdef";
    const error = await rejection(chooseSigner(context({ TFGRID_PRIVATE_KEY: secret }), undefined));

    expect(error).to.be.instanceOf(PrivateKeyMalformedError);
    expect(`${error.message} ${String(error.cause)}`).not.to.contain("1234567890");
  });

  it("is in an encrypted keystore", async () => {
    const here = await withKeystore({ TFGRID_KEYSTORE_PASSWORD: "open sesame" });

    expect((await chooseSigner(here, undefined))?.address).to.equal(ADDRESS);
  });

  it("stays closed with a wrong password, or without one and without a terminal", async () => {
    const wrong = await withKeystore({ TFGRID_KEYSTORE_PASSWORD: "guess" });
    const error = await rejection(chooseSigner(wrong, undefined));
    expect(error).to.be.instanceOf(KeystoreUnusableError);
    expect(error.message).to.equal("The password of the keystore key.json is wrong.");
  });

  it("is not in a file that is missing or something else", async () => {
    const missing = context({ TFGRID_KEYSTORE: "none.json", TFGRID_KEYSTORE_PASSWORD: "x" });
    expect(await rejection(chooseSigner(missing, undefined))).to.be.instanceOf(KeystoreMissingError);
    writeFileSync(path.join(missing.folder, "none.json"), "{}");
    const error = await rejection(chooseSigner(missing, undefined));
    expect(error.message).to.equal("none.json is not an encrypted JSON keystore.");
  });

  it("is not chosen among several", async () => {
    const env = { TFGRID_PRIVATE_KEY: KEY, TFGRID_KEYSTORE: "key.json" };

    expect(await rejection(chooseSigner(context(env), undefined))).to.be.instanceOf(KeyAmbiguousError);
  });

  it("is asked of Hardhat's keystore by its name", async () => {
    const env = { TFGRID_HARDHAT_KEY: "TFGRID_NO_SUCH_KEY", TFGRID_KEYSTORE_PASSWORD: "x" };

    expect(await rejection(chooseSigner(context(env), undefined))).to.be.instanceOf(HardhatKeyMissingError);
  });

  it("comes out of Hardhat, which takes the environment first", async () => {
    process.env["TFGRID_TEST_KEY"] = KEY;
    try {
      const signer = await chooseSigner(context({ TFGRID_HARDHAT_KEY: "TFGRID_TEST_KEY" }), undefined);
      expect(signer?.address).to.equal(ADDRESS);
    } finally {
      delete process.env["TFGRID_TEST_KEY"];
    }
  });
});

describe("the address of the key that signs", () => {
  it("is known without opening the keystore", async () => {
    expect(await configuredAddress(await withKeystore({}), undefined)).to.equal(ADDRESS);
  });

  it("is that of the development account or of the private key", async () => {
    expect(await configuredAddress(context(), 1)).to.equal("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    expect(await configuredAddress(context({ TFGRID_PRIVATE_KEY: KEY }), undefined)).to.equal(ADDRESS);
    expect(await configuredAddress(context(), undefined)).to.equal(undefined);
  });
});

describe("the address of a keystore", () => {
  it("is told without the password", async () => {
    const { folder } = await withKeystore({});

    expect(await keystoreAddress({ file: "key.json", folder, password: undefined })).to.equal(ADDRESS);
  });
});
