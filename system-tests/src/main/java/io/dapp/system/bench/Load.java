package io.dapp.system.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Callers that pay as fast as they are answered, with a bound on what is accepted and not yet told to be mined: what comes
 * through is therefore the rate at which payments are mined and told.
 */
final class Load implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"transaction_id\":\"([^\"]+)\"");
    private static final String RECIPIENT = "0x00000000000000000000000000000000000ab1de";
    private static final int ACCEPTED = 202;

    private final List<URI> replicas;
    private final List<String> wallets;
    private final String headers;
    private final Semaphore permits;
    private final Map<String, Boolean> ours = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong waited = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HttpLane> lanes = new ArrayList<>();
    private volatile String refusal = "";
    private volatile boolean ended;

    /**
     * @param open how many payments may be accepted and not yet told
     */
    Load(List<URI> replicas, List<String> wallets, String token, int open) {
        this.replicas = replicas;
        this.wallets = wallets;
        this.headers = "Authorization: Bearer " + token + "\r\n";
        this.permits = new Semaphore(open);
    }

    /** Begins with so many callers, spread over the replicas; each ends after its share of {@code payments}. */
    void start(int callers, int payments) {
        AtomicInteger left = new AtomicInteger(payments);
        for (int i = 0; i < callers; i++) {
            HttpLane lane = new HttpLane(replicas.get(i % replicas.size()));
            lanes.add(lane);
            threads.execute(() -> {
                while (!ended && left.getAndDecrement() > 0) {
                    pay(lane);
                }
            });
        }
    }

    private void pay(HttpLane lane) {
        permits.acquireUninterruptibly();
        if (ended) {
            return;
        }
        String wallet = wallets.get(next.getAndIncrement() % wallets.size());
        long start = System.nanoTime();
        HttpLane.Reply reply = lane.post(
                "/api/blockchain/transaction",
                headers + "Idempotency-Key: " + UUID.randomUUID() + "\r\n",
                "{\"from\":\"" + wallet + "\",\"to\":\"" + RECIPIENT + "\",\"amount\":\"1\"}");
        waited.addAndGet(System.nanoTime() - start);
        Matcher id = ID.matcher(reply.body());
        if (reply.status() == ACCEPTED && id.find()) {
            accepted.incrementAndGet();
            if (ours.put(id.group(1), true) != null) {
                mined();
            }
        } else {
            refused.incrementAndGet();
            refusal = reply.toString();
            permits.release();
        }
    }

    /** A payment was told confirmed; it may have been before its answer was read. */
    void confirmed(String payment) {
        if (ours.put(payment, true) != null) {
            mined();
        }
    }

    private void mined() {
        told.incrementAndGet();
        permits.release();
    }

    int accepted() {
        return accepted.get();
    }

    /** Mined, and told so. */
    int told() {
        return told.get();
    }

    int refused() {
        return refused.get();
    }

    String refusal() {
        return refusal;
    }

    double meanWaitMillis() {
        return waited.get() / 1e6 / Math.max(1, accepted.get() + refused.get());
    }

    /** Accepts no more; what is open is still counted. */
    void stop() {
        ended = true;
        permits.release(1_000_000);
    }

    @Override
    public void close() {
        stop();
        lanes.forEach(HttpLane::close);
        threads.shutdownNow();
    }
}
