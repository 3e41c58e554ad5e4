package io.dapp.system.node;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes transactions as geth's or reth's pool does, in front of a node that tolerates more. Executable ones go to the node
 * at once and in nonce order; parked ones are kept here until a gap is filled or, with reth, the balance covers them.
 * Thread-safe.
 *
 * <p>After go-ethereum: {@code core/txpool/legacypool/legacypool.go} at commit 004526762b51 ({@code DefaultConfig}:
 * 16 slots and 64 queued per account, 10 % bump; {@code add}, {@code promoteExecutables}, {@code truncatePending}), and
 * after reth: {@code crates/transaction-pool/src/pool/txpool.rs} at 0064a7798734 ({@code insert_tx}, {@code update}).
 * What is taken: {@link GethAdmission}, {@link RethAdmission}.
 *
 * <p>Where it differs, to make tests sharper: what overflows an account's queue is refused unless
 * {@link PoolRules.Overflow#DROPPED} (geth takes it, then drops the highest nonces); "full" refuses whatever lies beyond
 * the guaranteed slots whatever its price; under geth's rules a sender's balance must cover gapped transactions too (geth
 * counts executable ones); what a reorg removes from the chain is not put back into the pool, as the node behind does not
 * do it either. What is known is told so whatever else has changed (reth looks at nonce and balance first).
 */
public final class NodePool {
    private static final int ERROR_CODE = -32000;

    /** A transaction that was not taken, and what the sender was told. */
    public record Refusal(SignedTransaction transaction, String message) {}

    private final Upstream upstream;
    private final Map<String, PoolAccount> accounts = new HashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private PoolRules rules;

    NodePool(Upstream upstream, PoolRules rules) {
        this.upstream = upstream;
        this.rules = rules;
    }

    public synchronized PoolRules rules() {
        return rules;
    }

    /** Other rules from now on; what is pooled stays. */
    public synchronized void follow(PoolRules others) {
        rules = others;
    }

    /** Pooled transactions of {@code address} that the next blocks can take. */
    public synchronized List<SignedTransaction> executable(String address) {
        return refreshed(address).executable();
    }

    /** Pooled transactions of {@code address} that wait for a lower nonce or, with reth, for money. */
    public synchronized List<SignedTransaction> parked(String address) {
        return refreshed(address).parked();
    }

    /** Every refusal so far, in order; resending what is known counts as one. */
    public synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** Loses one transaction, as under pressure of better paying ones. */
    public synchronized void evict(String hash) {
        accounts.values().forEach(account -> {
            List<SignedTransaction> all = new ArrayList<>(account.executable());
            all.addAll(account.parked());
            all.stream().filter(pooled -> pooled.hash().equals(hash)).forEach(account::remove);
        });
        upstream.ask("anvil_dropTransaction", hash);
    }

    /** Loses everything, as a node that was restarted. */
    public synchronized void forget() {
        accounts.clear();
        upstream.ask("anvil_dropAllTransactions");
    }

    boolean concerns(RpcCall call) {
        return call.method().equals("eth_sendRawTransaction")
                || (call.method().equals("eth_getTransactionCount") && "pending".equals(call.text(1)));
    }

    JsonNode answer(RpcCall call) {
        String argument = call.text(0);
        if (argument == null) {
            return call.error(-32602, "missing value for required argument 0");
        }
        if (!call.method().equals("eth_sendRawTransaction")) {
            synchronized (this) {
                return call.answer(
                        StringNode.valueOf(Upstream.hex(refreshed(argument).nextNonce())));
            }
        }
        try {
            return call.answer(StringNode.valueOf(submit(SignedTransaction.decode(argument))));
        } catch (PoolRefusedException refused) {
            return call.error(ERROR_CODE, String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException undecodable) {
            return call.error(ERROR_CODE, "rlp: element is larger than containing list");
        }
    }

    /** What a block makes executable, or a lower base fee payable, goes to the node. */
    synchronized void newHead() {
        accounts.values().removeIf(PoolAccount::isEmpty);
        for (PoolAccount account : accounts.values()) {
            try {
                refresh(account);
                // The node behind forgets what it could not put into a block; geth does not.
                account.executable().stream().findFirst().ifPresent(account::forwardAgain);
                forward(account);
            } catch (UncheckedIOException | IllegalStateException nodeAway) {
                return;
            }
        }
    }

    private synchronized String submit(SignedTransaction transaction) throws PoolRefusedException {
        try {
            PoolAccount account = refreshed(transaction.from());
            if (account.knows(transaction)) {
                account.forwardAgain(transaction);
                forward(account);
                throw new PoolRefusedException("already known");
            }
            account.delegated(!upstream.result("eth_getCode", account.address(), "latest")
                    .asString("0x")
                    .equals("0x"));
            PoolAdmission.under(rules).check(transaction, account);
            SignedTransaction old = account.at(transaction.nonce());
            account.put(transaction);
            String refusedByNode = forward(account).get(transaction.hash());
            if (refusedByNode != null) {
                account.remove(transaction);
                if (old != null) {
                    account.put(old);
                }
                throw new PoolRefusedException(refusedByNode);
            }
            account.parked().stream().skip(rules.accountQueue()).forEach(account::remove);
            return transaction.hash();
        } catch (PoolRefusedException refused) {
            refusals.add(new Refusal(transaction, String.valueOf(refused.getMessage())));
            throw refused;
        }
    }

    /** Gives the node what is executable; returns what it said of those it did not take, by hash. */
    private Map<String, String> forward(PoolAccount account) {
        Map<String, String> refused = new HashMap<>();
        for (SignedTransaction next : account.unforwarded()) {
            JsonNode answer = upstream.ask("eth_sendRawTransaction", next.raw());
            String error = answer.path("error").path("message").asString("");
            if (error.isEmpty() || error.contains("already imported") || error.contains("already known")) {
                account.forwarded(next);
                continue;
            }
            boolean waits = error.contains("less than block base fee") && !rules.refusesBelowBaseFee();
            if (!waits) {
                account.remove(next);
                refused.put(next.hash(), error);
            }
            break;
        }
        return refused;
    }

    private PoolAccount refreshed(String address) {
        PoolAccount account = accounts.computeIfAbsent(address.toLowerCase(Locale.ROOT), PoolAccount::new);
        refresh(account);
        return account;
    }

    private void refresh(PoolAccount account) {
        account.update(
                upstream.quantity("eth_getTransactionCount", account.address(), "latest")
                        .longValueExact(),
                upstream.quantity("eth_getBalance", account.address(), "latest"),
                rules.client() == PoolRules.Client.RETH);
    }
}
