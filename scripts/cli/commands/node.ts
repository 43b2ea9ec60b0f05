import { Option } from "commander";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { account } from "../cli.ts";
import { address, idNumber, periodNumber, usdPrice, wholeNumber } from "../values.ts";

/** Commands about 3Nodes. */
export function declareNode(cli: Cli): void {
  const node = cli.group("node", "3Nodes: register, look up, move, change keys");
  const ofNode = (name: string, description: string, group = node) =>
    group.command(name).description(description).requiredOption("--node <number>", "the node", idNumber);

  cli.sending(
    withHardware(
      node.command("register").description("register one node, or those of a file that are not registered yet"),
    )
      .option("--farm <number>", "the farm that they join; consents name it too", idNumber)
      .option("--file <file>", "list of nodes, as JSON")
      .option("--consent <file...>", "consents of those who agree but do not send this")
      .addHelpText("after", NODES_FILE),
    () => import("./node/register.ts"),
  );
  cli.reading(ofNode("show", "show a node and all its terms"), () => import("./node/show.ts"));
  cli.reading(
    node
      .command("list")
      .description("list nodes")
      .option("--farm <number>", "only those of this farm", idNumber)
      .option("--all", "removed ones too"),
    () => import("./node/list.ts"),
  );
  cli.local(
    node
      .command("new-key")
      .description("make a key for a node, in an encrypted keystore file")
      .requiredOption("--out <file>", "the keystore file to write"),
    () => import("./node/new-key.ts"),
  );
  declareConsent(cli, node);
  declareOffer(cli, ofNode);

  cli.sending(
    ofNode("move", "move a node to another farm, from the next period on")
      .requiredOption("--to-farm <number>", "the farm that it moves to", idNumber)
      .option("--key-file <file>", "keystore of the node's key, to sign its consent")
      .option("--consent <file...>", "consents of those who agree but do not send this"),
    () => import("./node/move.ts"),
  );
  cli.sending(
    ofNode("rotate-key", "give a node another key; the present key sends this")
      .option("--new-key-file <file>", "keystore of the new key")
      .option("--consent <file>", "the new key's consent, when its keystore is elsewhere"),
    () => import("./node/rotate-key.ts"),
  );
  cli.sending(
    ofNode("replace-key", "replace a key that is lost; the certifier sends this")
      .option("--new-key-file <file>", "keystore of the new key")
      .requiredOption("--consent <file...>", "the farmer's consent, and the new key's when its keystore is elsewhere"),
    () => import("./node/replace-key.ts"),
  );
  cli.sending(
    ofNode("update-capacity", "state what a node offers from the next period on; the node sends this")
      .requiredOption("--cru <count>", "logical cores", (text) => wholeNumber(text, 1, 0xffffffff))
      .requiredOption("--mru <size>", "memory, such as 64GiB")
      .requiredOption("--sru <size>", "SSD, such as 1TB")
      .option("--hru <size>", "HDD", "0")
      .option("--ipv4 <count>", "public IPv4 addresses that it serves", (text) => wholeNumber(text, 0, 0xffff), 0)
      .option("--virtualized", "it runs inside another machine, and earns nothing"),
    () => import("./node/update-capacity.ts"),
  );
  cli.sending(
    ofNode("adopt-policy", "move a node to the present farming policy; its farmer sends this"),
    () => import("./node/adopt-policy.ts"),
  );
  cli.sending(
    ofNode("remove", "end a node with this period; the node or its farmer sends this"),
    () => import("./node/remove.ts"),
  );
  cli.sending(
    ofNode("switch-off", "ask a node to switch off; its farmer sends this"),
    () => import("./node/switch-off.ts"),
  );
  cli.sending(
    ofNode("switch-on", "ask a node to switch on; its farmer sends this"),
    () => import("./node/switch-on.ts"),
  );
  cli.sending(
    ofNode("power", "state that a node is on, or about to switch off; the node sends this").addOption(
      new Option("--state <state>", "what it is").choices(["on", "off"]).makeOptionMandatory(),
    ),
    () => import("./node/power.ts"),
  );
  cli.sending(
    ofNode("certify", "certify a node from the next period on; the certifier sends this"),
    () => import("./node/certify.ts"),
  );
  cli.sending(
    ofNode("decertify", "withdraw a node's certification; the certifier sends this"),
    () => import("./node/decertify.ts"),
  );
  cli.sending(
    ofNode("set-details", "correct where and what a node is; the node or its farmer sends this")
      .requiredOption("--country <name>", "where it stands")
      .requiredOption("--city <name>", "where it stands")
      .option("--latitude <degrees>", "degrees north", Number)
      .option("--longitude <degrees>", "degrees east", Number)
      .option("--serial-number <text>", "the machine's serial number", "")
      .option("--secure-boot", "it booted with verified firmware"),
    () => import("./node/set-details.ts"),
  );
  declareVerification(cli, node, ofNode);
  declareAgent(cli, node);
}

/** The service of a machine. */
function declareAgent(cli: Cli, node: Command): void {
  cli.reading(
    node
      .command("run")
      .description("serve a node: send its heartbeats, follow its reservations and its farmer, until stopped")
      .requiredOption("--collector <URL...>", "collectors that get the heartbeats")
      .option("--journal <folder>", "where heartbeats are kept, and what was done", "journal")
      .option("--key-file <file>", "keystore of the node's key; the configured key when left out")
      .addOption(account())
      .option("--consent <file>", "the farmer's consent, to register a machine that is no node yet")
      .option("--ssd <disk...>", "disks that are SSDs though the system says otherwise, as in virtual machines", [])
      .option("--hook <command>", "what does the work of a reservation: gets each event as JSON on stdin")
      .option("--hook-limit <seconds>", "how long it may take", (text) => wholeNumber(text, 1, 86_400), 300)
      .option("--keep-periods <count>", "closed periods to keep, for appeals", (text) => wholeNumber(text, 1, 1000), 3)
      .option("--every <seconds>", "how often to look at the chain", (text) => wholeNumber(text, 1, 3600), 15)
      .option("--metrics-port <port>", "serve metrics on this machine", (text) => wholeNumber(text, 1, 65_535))
      .option("--once", "do what is due, and end")
      .option("--simulate <file>", "send the heartbeats of a scripted fleet instead, on a local chain"),
    () => import("./node/run.ts"),
  );
}

const NODES_FILE = `
A list of nodes looks like this; what only the second entry has may be left out:
  [
    { "keyFile": "node1.json", "cru": 8, "mru": "64GiB", "sru": "1TB", "country": "Belgium", "city": "Ghent" },
    { "keyFile": "node2.json", "cru": 8, "mru": "64GiB", "sru": "1TB", "country": "Belgium", "city": "Ghent",
      "hru": "4TB", "ipv4": 2, "latitude": 51.05, "longitude": 3.72, "serialNumber": "X1",
      "secureBoot": true, "virtualized": false }
  ]
Instead of "keyFile" an entry may have "key", the address of the node's key, with its consent in a file.
The passwords of the keystores: TFGRID_NODE_KEYSTORE_PASSWORD, or asked for one by one.`;

/** One verifier sends, or several sign and anybody sends. */
function declareVerification(cli: Cli, node: Command, ofNode: (name: string, description: string) => Command): void {
  const withTerms = (command: Command) =>
    command
      .requiredOption("--until <period>", "the first period that is no longer verified", periodNumber)
      .option("--terms <number>", "which of its terms; those of the next period when left out", (text) =>
        wholeNumber(text, 0, 0xffff),
      );

  cli.sending(
    withTerms(ofNode("verify", "state that a node's hardware was checked; the verifier sends this")),
    () => import("./node/verify.ts"),
  );
  cli.sending(
    ofNode("unverify", "withdraw a node's verification; the verifier sends this"),
    () => import("./node/unverify.ts"),
  );
  cli.reading(
    withTerms(ofNode("sign-verification", "sign, as one of several verifiers, that a node's hardware was checked"))
      .requiredOption("--out <file>", "the signature file to write")
      .addOption(account()),
    () => import("./node/sign-verification.ts"),
  );
  cli.sending(
    node
      .command("verify-by-signatures")
      .description("verify a node by the signatures of enough verifiers; anybody sends this")
      .requiredOption("--signatures <file...>", "signature files, in any order"),
    () => import("./node/verify-by-signatures.ts"),
  );
}

/** What farmers tell tenants about a node. */
function declareOffer(cli: Cli, ofNode: (name: string, description: string) => Command): void {
  cli.sending(
    ofNode("offer", "set how a node is offered to tenants, for what is reserved from now on; the farmer sends this")
      .option("--extra-fee <USD>", "what the whole node costs on top in 30 days", usdPrice, 0n)
      .option("--dedicated-only", "only as a whole"),
    () => import("./node/offer.ts"),
  );
  cli.sending(
    ofNode("notice", "announce that a node will leave in 30 days; the farmer sends this"),
    () => import("./node/notice.ts"),
  );
  cli.sending(
    ofNode("withdraw-notice", "take a notice back; the farmer sends this"),
    () => import("./node/withdraw-notice.ts"),
  );
  cli.sending(
    ofNode("request-service", "ask attestors for a statement of how long a node served; the farmer sends this"),
    () => import("./node/request-service.ts"),
  );
}

/** Consents are signed by whoever does not send: a node's key, a farmer, a new key. */
function declareConsent(cli: Cli, node: Command): void {
  const consent = node.command("consent").description("sign a consent for somebody else to send");
  const signed = (name: string, description: string) =>
    consent
      .command(name)
      .description(description)
      .requiredOption("--out <file>", "the consent file to write")
      .option("--key-file <file>", "keystore that signs; the configured key when left out")
      .addOption(account())
      .option("--party <address>", "the contract wallet that the key signs for", address)
      .option("--days <count>", "how long it is good for", (text) => wholeNumber(text, 1, 3650), 7);

  cli.reading(
    withHardware(signed("join", "agree that a node joins a farm, as the node or as the farmer")).requiredOption(
      "--farm <number>",
      "the farm",
      idNumber,
    ),
    () => import("./node/consent-join.ts"),
  );
  cli.reading(
    signed("move", "agree that a node moves to a farm, as the node or as that farm's owner")
      .requiredOption("--node <number>", "the node", idNumber)
      .requiredOption("--to-farm <number>", "the farm that it moves to", idNumber),
    () => import("./node/consent-move.ts"),
  );
  cli.reading(
    signed("key", "agree that a key serves a node, as that key or as the farmer")
      .requiredOption("--node <number>", "the node", idNumber)
      .option("--new-key <address>", "the key; the signing one when left out", address),
    () => import("./node/consent-key.ts"),
  );
  cli.sending(
    consent
      .command("revoke")
      .description("make a consent void that was signed and not used; whoever signed it sends this")
      .requiredOption("--consent <file>", "the consent"),
    () => import("./node/revoke-consent.ts"),
  );
}

/** What one node is. */
function withHardware(command: Command): Command {
  return command
    .option("--node-key <address>", "the address of the node's key, when its keystore is elsewhere", address)
    .option("--node-key-file <file>", "keystore of the node's key")
    .option("--cru <count>", "logical cores", (text) => wholeNumber(text, 1, 0xffffffff))
    .option("--mru <size>", "memory, such as 64GiB")
    .option("--sru <size>", "SSD, such as 1TB")
    .option("--hru <size>", "HDD")
    .option("--ipv4 <count>", "public IPv4 addresses that it serves", (text) => wholeNumber(text, 0, 0xffff))
    .option("--virtualized", "it runs inside another machine, and earns nothing")
    .option("--country <name>", "where it stands")
    .option("--city <name>", "where it stands")
    .option("--latitude <degrees>", "degrees north", Number)
    .option("--longitude <degrees>", "degrees east", Number)
    .option("--serial-number <text>", "the machine's serial number")
    .option("--secure-boot", "it booted with verified firmware");
}
