import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { addCredits } from "../../../../../sdk/escrow/add-credits.ts";
import type { AccountReading } from "../../../../../sdk/escrow/read-account.ts";
import { withdraw } from "../../../../../sdk/escrow/withdraw.ts";
import { BALANCE_PER_UNIT } from "../../../../../sdk/rules/account.ts";
import { divideUp } from "../../../../../sdk/rules/divide-up.ts";
import { exactTft, shortTft } from "../../format/amounts.ts";
import { parseTft } from "../../format/parse-tft.ts";
import { Details } from "../../shared/Details.tsx";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import classes from "./forms.module.css";

/** Pays out what is above the reserve, and adds what others gave. */
export function Withdraw({ reading, owner }: Readonly<{ reading: AccountReading; owner: string }>) {
  const { accountId, balance, reserve, creditUnits } = reading;
  const [text, setText] = useState("");
  const units = parseTft(text);
  const spare = balance / BALANCE_PER_UNIT - divideUp(reserve, BALANCE_PER_UNIT);
  const isWrong = text.trim() !== "" && units === undefined;
  return (
    <>
      {creditUnits > 0n && (
        <TransactionButton
          label={`Add the credits of account ${accountId} to its balance`}
          send={({ grid, signer }) => addCredits(grid, signer, { accountId })}
        >
          {`Add ${shortTft(creditUnits)} TFT that you were given`}
        </TransactionButton>
      )}
      <Details summary="Withdraw">
        <Text size="sm" c="dimmed">
          {spare > 0n
            ? `A little less than ${exactTft(spare)} TFT is above the reserve, and goes back to your wallet.`
            : "Nothing is above the reserve."}
        </Text>
        <div className={classes["row"]}>
          <TextInput
            label="Withdraw, TFT"
            inputMode="decimal"
            value={text}
            error={isWrong && "Write an amount above 0, such as 12.5."}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
          />
          <TransactionButton
            label={`Withdraw from account ${accountId}`}
            isDisabled={units === undefined}
            send={async ({ grid, signer }) => {
              await withdraw(grid, signer, { accountId, to: owner, units: units ?? 0n });
              setText("");
            }}
          >
            Withdraw
          </TransactionButton>
        </div>
      </Details>
    </>
  );
}
