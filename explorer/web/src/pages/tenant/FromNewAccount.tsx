import { Button, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { openAndReserve } from "../../../../../sdk/reservations/open-and-reserve.ts";
import type { ReservationRequest } from "../../../../../sdk/reservations/reservation-request.ts";
import { quoteAccount, quoteLevels } from "../../../../../sdk/rules/quote.ts";
import { exactTft, shortTft } from "../../format/amounts.ts";
import { parseTft } from "../../format/parse-tft.ts";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import { APPROVAL_LIFETIME } from "./approval.ts";
import classes from "./forms.module.css";
import { LevelTable } from "./LevelTable.tsx";
import { permitDeadline } from "./permit-deadline.ts";
import type { PriceTerms } from "./read-price-terms.ts";
import { endOfLine, Runway } from "./Runway.tsx";
import type { Suitable } from "./wish.ts";

interface FromNewAccountProps {
  readonly request: Omit<ReservationRequest, "accountId">;
  readonly chosen: Suitable;
  readonly terms: PriceTerms;
  readonly isDisabled: boolean;
}

/** Opens an account, pays in and reserves, in one transaction; shows before how long the deposit lasts. */
export function FromNewAccount({ request, chosen, terms, isDisabled }: FromNewAccountProps) {
  const { quote, windowSeconds } = terms;
  const [text, setText] = useState("");
  const now = Number(quote.timestamp);
  const levels = quoteLevels(chosen.rates, quote, windowSeconds);
  const least = levels[0]?.depositUnits ?? 0n;
  const units = parseTft(text);
  const problem = problemOf(text, units, least);
  const account = units === undefined || units < least ? undefined : quoteAccount(chosen.rates, quote, units);
  return (
    <>
      <div className={classes["row"]}>
        <TextInput
          label="Deposit, TFT"
          inputMode="decimal"
          description={`At least ${exactTft(least)} TFT.`}
          value={text}
          error={problem}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
        <TransactionButton
          label={`Open an account and reserve on node ${request.nodeId}`}
          isDisabled={isDisabled || account === undefined}
          send={({ grid, signer }) =>
            openAndReserve(grid, signer, {
              request,
              units: units ?? 0n,
              deadline: permitDeadline(quote),
              maxUsdPerSecond: request.mostUsdPerSecond,
              maxChargeUnits: 0n,
              expiresAt: now + APPROVAL_LIFETIME,
            })
          }
        >
          Reserve
        </TransactionButton>
      </div>
      <Group gap="xs" mt="xs" mb="md">
        <Text size="sm" c="dimmed">
          For a discount of
        </Text>
        {levels.slice(1).map(({ discountBps, depositUnits }) => (
          <Button
            key={discountBps}
            variant="default"
            size="compact-sm"
            aria-label={`${discountBps / 100} % discount, ${shortTft(depositUnits)} TFT`}
            onClick={() => {
              setText(exactTft(depositUnits).replaceAll(",", ""));
            }}
          >
            {`${discountBps / 100} %`}
          </Button>
        ))}
      </Group>
      {account !== undefined && (
        <Runway
          label="With the deposit."
          status={account.status}
          forecast={account.forecasts.atPresentPrice}
          now={now}
          until={endOfLine([account.forecasts.atPresentPrice], now)}
        />
      )}
      <LevelTable levels={levels} quote={quote} />
    </>
  );
}

function problemOf(text: string, units: bigint | undefined, least: bigint): string | undefined {
  if (text.trim() === "") return undefined;
  if (units === undefined) return "Write an amount above 0, such as 12.5.";
  return units < least ? "That is too little to reserve this." : undefined;
}
