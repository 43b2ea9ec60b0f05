import type { HardhatUserConfig } from "hardhat/config";
import type { UserInterruptionHooks } from "hardhat/types/hooks";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { GridError } from "../../../sdk/grid-error.ts";
import { homeFolder } from "../networks.ts";
import { askPassword } from "./ask-password.ts";

/**
 * A key out of Hardhat's encrypted keystore, where `npx hardhat keystore set NAME` put it.
 *
 * The variable is resolved as the account of a network, through Hardhat's public interface.
 *
 * @param password Asked for at the terminal when absent
 */
export async function readHardhatKeystore(name: string, password: string | undefined): Promise<string> {
  try {
    const [{ createHardhatRuntimeEnvironment }, { configVariable }, keystore] = await Promise.all([
      import("hardhat/hre"),
      import("hardhat/config"),
      import("@nomicfoundation/hardhat-keystore"),
    ]);
    const userConfig: HardhatUserConfig = {
      plugins: [keystore.default, quietInterruptions(password)],
      networks: { signing: { type: "http", url: "http://127.0.0.1", accounts: [configVariable(name)] } },
    };
    const { config } = await createHardhatRuntimeEnvironment(userConfig, {}, homeFolder());
    const accounts = config.networks["signing"]?.accounts;
    const [key] = Array.isArray(accounts) ? accounts : [];
    if (key === undefined || !("getHexString" in key)) throw new Error("Hardhat resolved no account.");
    return await key.getHexString();
  } catch (cause) {
    if (cause instanceof GridError) throw cause;
    throw new HardhatKeyMissingError(name, cause);
  }
}

/** Hardhat asks on stdout, which belongs to the command's answer: this asks on stderr, or not at all. */
function quietInterruptions(password: string | undefined): HardhatPlugin {
  const handlers: Partial<UserInterruptionHooks> = {
    displayMessage: () => Promise.resolve(),
    requestSecretInput: () =>
      password === undefined ? askPassword("Password of Hardhat's keystore: ") : Promise.resolve(password),
  };
  return {
    id: "tfgrid-interruptions",
    hookHandlers: { userInterruptions: () => Promise.resolve({ default: () => Promise.resolve(handlers) }) },
  };
}

/** Hardhat's keystore does not give the key. */
export class HardhatKeyMissingError extends GridError {
  override readonly name = "HardhatKeyMissingError";

  constructor(name: string, cause: unknown) {
    super(`Hardhat's encrypted keystore gives no key named ${name}.`, {
      hint: `Store it with \`npx hardhat keystore set ${name}\` in a checkout whose tools are installed, and check the password.`,
      cause,
    });
  }
}
