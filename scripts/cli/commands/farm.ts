import type { Cli } from "../cli.ts";
import { indexer } from "../cli.ts";
import { address, idNumber, oneOf, periodNumber, policyNumber, wholeNumber } from "../values.ts";

/** Commands about farms. */
export function declareFarm(cli: Cli): void {
  const farm = cli.group("farm", "farms: create, look up, say where the rewards go");
  const ofFarm = (name: string, description: string, group = farm) =>
    group.command(name).description(description).requiredOption("--farm <number>", "the farm", idNumber);

  cli.sending(
    farm
      .command("create")
      .description("create a farm that the sender owns")
      .requiredOption("--name <name>", "3 to 40 characters out of A-Z a-z 0-9 - _")
      .option("--payout <address>", "where the rewards go; the sender when left out", address),
    () => import("./farm/create.ts"),
  );
  cli.reading(ofFarm("show", "show a farm, its nodes and where its rewards go"), () => import("./farm/show.ts"));
  cli.reading(
    farm
      .command("list")
      .description("list all farms")
      .option("--owner <address>", "only those of this owner", address)
      .addOption(indexer()),
    () => import("./farm/list.ts"),
  );
  cli.sending(
    ofFarm("rename", "give a farm another name; its owner sends this").requiredOption("--name <name>", "the new name"),
    () => import("./farm/rename.ts"),
  );
  cli.sending(
    ofFarm("transfer", "offer a farm to somebody, who then accepts it; its owner sends this").requiredOption(
      "--to <address>",
      "the new owner; the zero address withdraws the offer",
      address,
    ),
    () => import("./farm/transfer.ts"),
  );
  cli.sending(ofFarm("accept", "take over a farm that was offered to the sender"), () => import("./farm/accept.ts"));

  const payout = farm.command("payout-address").description("move, lock and unlock the address that rewards go to");
  cli.sending(
    ofFarm("set", "move it; takes effect after a delay that everybody can see", payout).requiredOption(
      "--address <address>",
      "where the rewards go then",
      address,
    ),
    () => import("./farm/payout-set.ts"),
  );
  cli.sending(
    ofFarm("cancel", "stop a move that has not taken effect", payout),
    () => import("./farm/payout-cancel.ts"),
  );
  cli.sending(
    ofFarm("lock", "from now on only that address itself can move it", payout),
    () => import("./farm/payout-lock.ts"),
  );
  cli.sending(
    ofFarm("unlock", "let the owner move it again; that address sends this", payout),
    () => import("./farm/payout-unlock.ts"),
  );

  const ip = farm.command("ip").description("public IPv4 addresses that a farm offers to tenants");
  cli.sending(
    ofFarm("add", "add addresses of one network; the farm's owner sends this", ip)
      .requiredOption("--ips <addresses...>", "with the length of the prefix, such as 185.206.122.10/24")
      .requiredOption("--gateway <address>", "their gateway, such as 185.206.122.1"),
    () => import("./farm/ip-add.ts"),
  );
  cli.sending(
    ofFarm("remove", "withdraw addresses that no reservation holds; the farm's owner sends this", ip).requiredOption(
      "--ips <addresses...>",
      "the addresses",
    ),
    () => import("./farm/ip-remove.ts"),
  );
  cli.reading(ofFarm("list", "list the addresses and who holds them", ip), () => import("./farm/ip-list.ts"));

  cli.sending(
    ofFarm("certify", "certify a farm, for new terms of its nodes; the certifier sends this").requiredOption(
      "--level <level>",
      'its quality: "gold" or "none"',
      farmLevel,
    ),
    () => import("./farm/certify.ts"),
  );
  cli.sending(
    ofFarm("attach-policy", "give new terms of a farm's nodes a special policy; the policy manager sends this")
      .requiredOption("--policy <number>", "the policy; 0 takes it away", policyNumber)
      .option("--nodes <count>", "for so many nodes at most", (text) => wholeNumber(text, 0, 0xfffffffe))
      .option("--cu <units>", "for so many compute units at most", (text) => wholeNumber(text, 0, 1e12))
      .option("--su <units>", "for so many storage units at most", (text) => wholeNumber(text, 0, 1e12))
      .option("--until <period>", "the first period that it no longer covers", periodNumber)
      .option("--certified-only", "for certified nodes only"),
    () => import("./farm/attach-policy.ts"),
  );
}

function farmLevel(text: string): "gold" | "notCertified" {
  return oneOf(text, { gold: "gold", none: "notCertified" } as const);
}
