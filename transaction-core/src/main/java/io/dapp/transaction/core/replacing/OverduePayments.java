package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
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

    private record Due(UUID payment, Wish wish) {}

    /**
     * Looks once, and waits until what was found has been tried.
     *
     * @return how many were found
     * @throws ChainUnavailableException when no node answers
     * @throws InterruptedException when the process ends
     */
    public int replace(Chain chain) throws InterruptedException {
        List<Due> due = find(chain);
        Semaphore concurrent = new Semaphore(settings.concurrent());
        for (Due one : due) {
            concurrent.acquire();
            threads.execute(() -> {
                try {
                    replace(one);
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
        rows.expired(chain.id(), settings.atOnce()).forEach(id -> due.add(new Due(id, new Wish.Expire())));
        rows.refused(chain.id(), limits.rejectAfter(), settings.atOnce())
                .forEach(id -> due.add(new Due(id, new Wish.Reject())));
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
                .forEach(id -> due.add(new Due(id, new Wish.Overdue())));
        return due;
    }

    private void replace(Due due) {
        try {
            replacements.replace(due.payment(), due.wish());
            log.info("payment {} got another attempt: {}", due.payment(), due.wish());
        } catch (ProblemException e) {
            if (e.code() == PaymentError.NOT_REPLACEABLE) {
                // It was mined meanwhile, or offers all it may: then it is sent again as it is.
                log.debug("payment {} gets no other attempt: {}", due.payment(), e.getMessage());
            } else {
                log.info("payment {} gets no other attempt now: {}", due.payment(), e.getMessage());
            }
        } catch (RuntimeException e) {
            log.warn("payment {} gets no other attempt now: {}", due.payment(), e.toString());
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
