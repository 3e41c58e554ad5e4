package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.replacing.ReplacementRows.Found;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    OverduePayments(ReplacementRows rows, Replacements replacements, ReplacingSettings settings) {
        this.rows = rows;
        this.replacements = replacements;
        this.settings = settings;
    }

    private record Due(Found found, Wish wish) {}

    /**
     * Looks once, and waits until what was found has been tried.
     *
     * @param fence fails, inside a transaction, where this process no longer follows the chain
     * @return how many were found
     * @throws ChainUnavailableException when no node answers
     * @throws InterruptedException when the process ends
     */
    public int replace(Chain chain, Runnable fence) throws InterruptedException {
        List<Due> due = find(chain);
        Semaphore concurrent = new Semaphore(settings.concurrent());
        long end = System.nanoTime() + settings.lookAtMost().toNanos();
        for (Due one : due) {
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
        return due.size();
    }

    private List<Due> find(Chain chain) {
        ChainSettings limits = chain.settings();
        List<Due> due = new ArrayList<>();
        rows.expired(chain.id(), settings.atOnce()).forEach(found -> due.add(new Due(found, new Wish.Expire())));
        rows.refused(chain.id(), limits.rejectAfter(), settings.atOnce())
                .forEach(found -> due.add(new Due(found, new Wish.Reject())));
        Node node = chain.node();
        Fees fees = node.fees();
        BigInteger least =
                fees.baseFee().value().add(fees.slow().maxPriorityFeePerGas().value());
        rows.overdue(
                        chain.id(),
                        limits.replaceAfter(),
                        node.head().timestamp(),
                        least,
                        limits.maxInFlightPerAccount(),
                        limits.maxAttempts(),
                        settings.atOnce())
                .forEach(found -> due.add(new Due(found, new Wish.Overdue())));
        return due;
    }

    private void replace(Due due, Runnable fence) {
        UUID payment = due.found().payment();
        try {
            if (replacements.replace(payment, due.found().ordinal(), due.wish(), fence)) {
                log.info("payment {} got another attempt: {}", payment, due.wish());
            }
        } catch (ProblemException e) {
            // It offers all it may, and is sent again as it is; or its signer or its funds are away.
            log.info("payment {} gets no other attempt now: {}", payment, e.getMessage());
            tryLater(payment);
        } catch (RuntimeException e) {
            log.warn("payment {} gets no other attempt now: {}", payment, e.toString());
            tryLater(payment);
        }
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
