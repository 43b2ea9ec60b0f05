import { NativeSelect, TextInput } from "@mantine/core";
import { ZeroHash } from "ethers";
import { useState } from "react";
import type { NodeWish } from "../../../../../sdk/reservations/offered-node.ts";
import type { ReservationRequest } from "../../../../../sdk/reservations/reservation-request.ts";
import { NO_CAPACITY } from "../../../../../sdk/rules/capacity.ts";
import classes from "./forms.module.css";
import { FromAccount } from "./FromAccount.tsx";
import { FromNewAccount } from "./FromNewAccount.tsx";
import type { PriceTerms } from "./read-price-terms.ts";
import type { Suitable } from "./wish.ts";

const HASH = /^0x[0-9a-fA-F]{64}$/;

/** A word of 32 bytes keeps its last one for the end of the text. */
const MOST_REF_BYTES = 31;

const NEW_ACCOUNT = "new";

interface ReserveFormProps {
  readonly chosen: Suitable;
  readonly wish: NodeWish;
  readonly terms: PriceTerms;
  /** The sender's accounts. */
  readonly accounts: readonly number[];
}

/** Reserves on the chosen node, from an account or with a new one. */
export function ReserveForm({ chosen, wish, terms, accounts }: ReserveFormProps) {
  const [payer, setPayer] = useState<string>();
  const [ref, setRef] = useState("");
  const [hash, setHash] = useState("");
  const isRefWrong = new TextEncoder().encode(ref.trim()).length > MOST_REF_BYTES;
  const isHashWrong = hash.trim() !== "" && !HASH.test(hash.trim());
  const paidBy = payer ?? String(accounts[0] ?? NEW_ACCOUNT);
  const request: Omit<ReservationRequest, "accountId"> = {
    nodeId: chosen.node.nodeId,
    isDedicated: wish.isDedicated,
    // A whole node is reserved with all that it has.
    capacity: wish.isDedicated ? NO_CAPACITY : wish.capacity,
    ipv4Count: wish.ipv4Count,
    provider: undefined,
    deploymentHash: hash.trim() === "" ? ZeroHash : hash.trim(),
    ref: ref.trim() === "" ? undefined : ref.trim(),
    mostUsdPerSecond: chosen.usdPerSecond,
    dailyTrafficBytes: 0n,
  };
  const paying = { request, chosen, terms, isDisabled: isRefWrong || isHashWrong };
  return (
    <section className={classes["choice"]} aria-label="Reserve on the chosen node">
      <h3 className={classes["title"]}>{`Reserve on node ${chosen.node.nodeId}`}</h3>
      <div className={classes["row"]}>
        <NativeSelect
          label="Paid by"
          data={[
            ...accounts.map((account) => ({ value: String(account), label: `Account ${account}` })),
            { value: NEW_ACCOUNT, label: "A new account" },
          ]}
          value={paidBy}
          onChange={({ currentTarget }) => {
            setPayer(currentTarget.value);
          }}
        />
        <TextInput
          label="Your name for it"
          placeholder="optional"
          value={ref}
          error={isRefWrong && "At most 31 bytes."}
          onChange={({ currentTarget }) => {
            setRef(currentTarget.value);
          }}
        />
        <TextInput
          label="Hash of what it is to run"
          placeholder="0x…, can be given later"
          value={hash}
          error={isHashWrong && "A hash is 0x and 64 hexadecimal digits."}
          onChange={({ currentTarget }) => {
            setHash(currentTarget.value);
          }}
          className={classes["wide"] ?? ""}
        />
      </div>
      {paidBy === NEW_ACCOUNT ? (
        <FromNewAccount {...paying} />
      ) : (
        <FromAccount key={paidBy} accountId={Number(paidBy)} {...paying} />
      )}
    </section>
  );
}
