package io.dapp.transaction.core.replacing;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.replacing.ReplacementRows.Found;
import io.dapp.transaction.core.replacing.ReplacementRows.Keys;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the payments of a chain that need another attempt by themselves, and sees to it: expired ones and those that no
 * node will take are cancelled, those that hold up a line offer more. What cannot be done now is found again.
 */
public final class OverduePayments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OverduePayments.class);

    private final ReplacementRows rows;
    private final Replacements replacements;
    private final ReplacingSettings settings;
    private final Semaphore remote;
    private final Set<AccountKey> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    OverduePayments(ReplacementRows rows, Replacements replacements, ReplacingSettings settings) {
        this.rows = rows;
        this.replacements = replacements;
        this.settings = settings;
        this.remote = new Semaphore(settings.concurrentRemote());
    }

    private record Due(Found found, Wish wish) {}

    /** By what overdue ones are judged. */
    private record Market(Instant headTime, BigInteger leastFee) {}

    /**
     * Looks once, and waits until what was found and is signed for here has been tried. What is signed for remotely is
     * begun and not waited for; where as much is under way as may be, the next look finds it again.
     *
     * @param fence fails, inside a transaction, where this process no longer follows the chain
     * @return how many were found
     * @throws ChainUnavailableException when no node answers
     * @throws InterruptedException when the process ends
     */
    public int replace(Chain chain, Runnable fence) throws InterruptedException {
        Market market = market(chain);
        long end = System.nanoTime() + settings.lookAtMost().toNanos();
        List<Due> elsewhere = remote.availablePermits() > 0 ? find(chain, Keys.REMOTE, market) : List.of();
        begin(chain, elsewhere, fence, end);
        List<Due> here = find(chain, Keys.HERE, market);
        Semaphore concurrent = new Semaphore(settings.concurrent());
        for (Due one : here) {
            if (System.nanoTime() > end) {
                break;
            }
            concurrent.acquire();
            threads.execute(() -> {
                try {
                    replace(one, fence);
                } finally {
                    concurrent.release();
                }
            });
        }
        concurrent.acquire(settings.concurrent());
        return here.size() + elsewhere.size();
    }

    /** One after the other of each account, so that a key that hangs holds up its own payments only. */
    private void begin(Chain chain, List<Due> due, Runnable fence, long end) {
        Map<Address, List<Due>> accounts = new LinkedHashMap<>();
        due.forEach(one -> accounts.computeIfAbsent(one.found().sender(), sender -> new ArrayList<>())
                .add(one));
        accounts.forEach((sender, its) -> {
            AccountKey account = new AccountKey(chain.id(), sender);
            if (!underWay.add(account)) {
                return;
            }
            if (!remote.tryAcquire()) {
                underWay.remove(account);
                return;
            }
            threads.execute(() -> {
                try {
                    inTurn(its, fence, end);
                } finally {
                    underWay.remove(account);
                    remote.release();
                }
            });
        });
    }

    private void inTurn(List<Due> due, Runnable fence, long end) {
        boolean away = false;
        for (Due one : due) {
            if (away) {
                // The next of them would find the same, and hold a turn that others wait for.
                tryLater(one.found().payment());
            } else if (System.nanoTime() <= end && !threads.isShutdown()) {
                away = !replace(one, fence);
            }
        }
    }

    private Market market(Chain chain) {
        Node node = chain.node();
        Fees fees = node.fees();
        return new Market(
                node.head().timestamp(),
                fees.baseFee().value().add(fees.slow().maxPriorityFeePerGas().value()));
    }

    private List<Due> find(Chain chain, Keys keys, Market market) {
        ChainSettings limits = chain.settings();
        List<Due> due = new ArrayList<>();
        rows.expired(chain.id(), keys, settings.atOnce()).forEach(found -> due.add(new Due(found, new Wish.Expire())));
        rows.refused(chain.id(), keys, limits.rejectAfter(), settings.atOnce())
                .forEach(found -> due.add(new Due(found, new Wish.Reject())));
        rows.overdue(
                        chain.id(),
                        keys,
                        limits.replaceAfter(),
                        market.headTime(),
                        market.leastFee(),
                        limits.maxInFlightPerAccount(),
                        limits.maxAttempts(),
                        settings.atOnce())
                .forEach(found -> due.add(new Due(found, new Wish.Overdue())));
        return due;
    }

    /** False: its key cannot be used now. */
    private boolean replace(Due due, Runnable fence) {
        UUID payment = due.found().payment();
        try {
            if (replacements.replace(payment, due.found().ordinal(), due.wish(), fence)) {
                log.info("payment {} got another attempt: {}", payment, due.wish());
            }
        } catch (ProblemException e) {
            // It offers all it may, and is sent again as it is; or its signer or its funds are away.
            log.info("payment {} gets no other attempt now: {}", payment, e.getMessage());
            tryLater(payment);
            return e.code() != PaymentError.SIGNER_UNAVAILABLE;
        } catch (RuntimeException e) {
            log.warn("payment {} gets no other attempt now: {}", payment, e.toString());
            tryLater(payment);
        }
        return true;
    }

    private void tryLater(UUID payment) {
        try {
            rows.tryLater(payment, settings.retryAfter());
        } catch (RuntimeException e) {
            log.debug("payment {} is found again at once", payment, e);
        }
    }

    /** Lets what was begun end, within a bound. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(settings.shutdown().toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("replacements are still being made after {}", settings.shutdown());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
