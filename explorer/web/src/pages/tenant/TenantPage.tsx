import { Text } from "@mantine/core";
import { useIndexer } from "../../data/use-indexer.ts";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { ReservationTable } from "../../shared/ReservationTable.tsx";
import { ConnectButton } from "../../wallet/ConnectButton.tsx";
import { useConnection } from "../../wallet/use-wallet.ts";
import { AccountPanel } from "./AccountPanel.tsx";
import { ReservePanel } from "./ReservePanel.tsx";

/** An owner's accounts are shown up to here, the first ones first. */
const MOST_ACCOUNTS = 50;

/** What a tenant has, what becomes of it, and what more can be had. */
export function TenantPage() {
  const connection = useConnection();
  return (
    <>
      <PageTitle title="Your reservations">
        A reservation is paid by the second from an account of yours. Its price in USD is fixed when it is made.
      </PageTitle>
      {connection === undefined ? (
        <>
          <Text mb="md">Connect a wallet to see your accounts. Prices can be looked at without one.</Text>
          <ConnectButton />
          <ReservePanel accounts={[]} />
        </>
      ) : (
        <Tenancy owner={connection.address} />
      )}
    </>
  );
}

function Tenancy({ owner }: Readonly<{ owner: string }>) {
  const { data, error } = useIndexer("listAccounts", { owner, limit: MOST_ACCOUNTS });
  if (error !== null && data === undefined) return <ProblemAlert title="Your accounts cannot be read" error={error} />;
  const accounts = data?.items ?? [];
  return (
    <>
      {data?.total === 0 && <Text mb="md">You have no account yet. One is opened with your first reservation.</Text>}
      {accounts.map(({ accountId }) => (
        <AccountPanel key={accountId} accountId={accountId} owner={owner} />
      ))}
      {accounts.length > 0 && <ReservationTable title="Your reservations" query={{ owner }} name="reservations-" />}
      <ReservePanel accounts={accounts.map(({ accountId }) => accountId)} />
    </>
  );
}
