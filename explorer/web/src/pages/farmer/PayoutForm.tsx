import { Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { cancelPayoutChange } from "../../../../../sdk/directory/cancel-payout-change.ts";
import { changePayout } from "../../../../../sdk/directory/change-payout.ts";
import type { Farm } from "../../../../indexer/src/api/answers/farms.ts";
import { Address } from "../../shared/Address.tsx";
import { Time } from "../../shared/Time.tsx";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import classes from "./PayoutForm.module.css";

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** Where a farm's rewards go, and how to change that. */
export function PayoutForm({ farm }: Readonly<{ farm: Farm }>) {
  const { farmId, payout, payoutChange, isPayoutLocked } = farm;
  const [text, setText] = useState("");
  const newPayout = text.trim();
  const isWrong = newPayout !== "" && !ADDRESS.test(newPayout);
  return (
    <section className={classes["form"]} aria-label="Payout address">
      <Title order={3} size="h5">
        Payout address
      </Title>
      <Text size="sm" mb="sm">
        Rewards go to <Address value={payout} />
        {payoutChange !== undefined && (
          <>
            {" "}
            and from <Time seconds={payoutChange.effectiveAt} /> on to <Address value={payoutChange.payout} />. Until
            then only you can claim.
          </>
        )}
      </Text>
      {payoutChange !== undefined && (
        <TransactionButton
          label={`Keep the payout address of farm ${farmId}`}
          send={({ grid, signer }) => cancelPayoutChange(grid, signer, { farmId })}
        >
          Keep the present one
        </TransactionButton>
      )}
      {isPayoutLocked ? (
        <Text size="sm" c="dimmed">
          It is locked: only the payout address itself can change it.
        </Text>
      ) : (
        <div className={classes["row"]}>
          <TextInput
            label="New payout address"
            description="Takes effect after a delay, in which you can still take it back."
            placeholder="0x…"
            value={text}
            error={isWrong && "An address is 0x and 40 hexadecimal digits."}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
            className={classes["input"] ?? ""}
          />
          <TransactionButton
            label={`Change the payout address of farm ${farmId}`}
            isDisabled={newPayout === "" || isWrong}
            send={({ grid, signer }) => changePayout(grid, signer, { farmId, newPayout })}
          >
            Change it
          </TransactionButton>
        </div>
      )}
    </section>
  );
}
