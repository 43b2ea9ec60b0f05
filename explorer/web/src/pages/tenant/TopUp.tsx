import { Button, Group, Text, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { depositWithPermit } from "../../../../../sdk/escrow/deposit-with-permit.ts";
import type { AccountReading } from "../../../../../sdk/escrow/read-account.ts";
import { depositToLast } from "../../../../../sdk/rules/account-forecast.ts";
import { allRates } from "../../../../../sdk/rules/account.ts";
import { exactTft, shortTft } from "../../format/amounts.ts";
import { parseTft } from "../../format/parse-tft.ts";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import { permitDeadline } from "./permit-deadline.ts";
import { present, withDeposit } from "./preview.ts";
import { endOfLine, Runway } from "./Runway.tsx";
import classes from "./forms.module.css";
import { useTftBalance } from "./use-tft-balance.ts";

const MONTH = 2_592_000n;

const SPANS = [
  { label: "1 month", months: 1n },
  { label: "3 months", months: 3n },
  { label: "1 year", months: 12n },
] as const;

/** How long an account lasts, and what a deposit does to that, before anything is signed. */
export function TopUp({ reading, owner }: Readonly<{ reading: AccountReading; owner: string }>) {
  const { accountId, quote } = reading;
  const [text, setText] = useState("");
  const { data: held } = useTftBalance(owner);
  const id = useId();
  const now = Number(quote.timestamp);
  const units = parseTft(text);
  const before = present(reading);
  const after = units === undefined ? undefined : withDeposit(reading, units);
  const until = endOfLine([before.forecast, ...(after === undefined ? [] : [after.forecast])], now);
  const problem = problemOf(text, units, held);
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={classes["title"]}>
        How long it lasts
      </h3>
      <Runway label="Now." status={before.status} forecast={before.forecast} now={now} until={until} />
      {after !== undefined && (
        <Runway label="With the deposit." status={after.status} forecast={after.forecast} now={now} until={until} />
      )}
      {after !== undefined && after.discountBps !== before.discountBps && (
        <Text size="sm" mb="sm">{`The discount becomes ${after.discountBps / 100} %.`}</Text>
      )}
      <div className={classes["row"]}>
        <TextInput
          label="Deposit, TFT"
          inputMode="decimal"
          description={held === undefined ? " " : `Your wallet holds ${shortTft(held)} TFT.`}
          value={text}
          error={problem}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
        <TransactionButton
          label={`Deposit to account ${accountId}`}
          isDisabled={units === undefined || problem !== undefined}
          send={async ({ grid, signer }) => {
            await depositWithPermit(grid, signer, { accountId, units: units ?? 0n, deadline: permitDeadline(quote) });
            setText("");
          }}
        >
          Deposit
        </TransactionButton>
      </div>
      {allRates(reading.rates) > 0n && (
        <Group gap="xs" mt="xs">
          <Text size="sm" c="dimmed">
            To stay active for
          </Text>
          {SPANS.map(({ label, months }) => (
            <Button
              key={label}
              variant="default"
              size="compact-sm"
              onClick={() => {
                const wanted = depositToLast(reading.books, quote, quote.timestamp + months * MONTH);
                setText(exactTft(wanted).replaceAll(",", ""));
              }}
            >
              {label}
            </Button>
          ))}
        </Group>
      )}
    </section>
  );
}

function problemOf(text: string, units: bigint | undefined, held: bigint | undefined): string | undefined {
  if (text.trim() === "") return undefined;
  if (units === undefined) return "Write an amount above 0, such as 12.5.";
  return held !== undefined && units > held ? "Your wallet holds less than that." : undefined;
}
