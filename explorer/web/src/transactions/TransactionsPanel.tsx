import { ActionIcon, Badge, Button, Drawer, Group, Indicator, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import { useStore } from "../data/store.ts";
import { Address } from "../shared/Address.tsx";
import { Time } from "../shared/Time.tsx";
import { stateWords } from "./state-words.ts";
import { ProblemWords } from "./TransactionStatus.tsx";
import classes from "./TransactionsPanel.module.css";
import type { TransactionRecord } from "./transaction-store.ts";
import { isUnderway, removeTransaction, transactionStore } from "./transaction-store.ts";
import { useWatchTransactions } from "./use-watch-transactions.ts";

/** What this browser did on chain: a button of the header that opens the list. */
export function TransactionsPanel() {
  useWatchTransactions();
  const records = useStore(transactionStore);
  const [isOpen, { open, close }] = useDisclosure();
  const underway = records.filter(isUnderway).length;
  if (records.length === 0) return null;
  return (
    <>
      <Indicator disabled={underway === 0} label={underway} size={18} color="cyan.9">
        <ActionIcon
          variant="default"
          size="lg"
          onClick={open}
          aria-label={underway === 0 ? "Transactions" : `Transactions, ${underway} under way`}
        >
          <IconHistory size={18} aria-hidden />
        </ActionIcon>
      </Indicator>
      <Drawer.Root opened={isOpen} onClose={close} position="right">
        <Drawer.Overlay />
        <Drawer.Content>
          <Drawer.Body>
            <Group justify="space-between" py="md" wrap="nowrap">
              <Drawer.Title>Transactions of this browser</Drawer.Title>
              <Drawer.CloseButton aria-label="Close the list of transactions" />
            </Group>
            <Stack gap="sm">
              {records.map((record) => (
                <Transaction key={record.id} record={record} />
              ))}
            </Stack>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}

function Transaction({ record }: Readonly<{ record: TransactionRecord }>) {
  const { label, color, text } = stateWords(record);
  return (
    <article className={classes["transaction"]}>
      <Group justify="space-between" align="start" wrap="nowrap">
        <strong>{record.label}</strong>
        <Badge variant="dot" color={color}>
          {label}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        <Time seconds={Math.floor(record.startedAtMs / 1000)} />
        {record.block !== undefined && `, block ${record.block}`}
      </Text>
      {record.problem === undefined ? <Text size="sm">{text}</Text> : <ProblemWords record={record} />}
      <Group justify="space-between" mt={4}>
        {record.hash === undefined ? <span /> : <Address value={record.hash} />}
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`Remove from the list: ${record.label}`}
          onClick={() => {
            removeTransaction(record.id);
          }}
        >
          Remove
        </Button>
      </Group>
    </article>
  );
}
