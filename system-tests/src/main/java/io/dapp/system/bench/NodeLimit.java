package io.dapp.system.bench;

import io.dapp.system.platform.PaymentPath;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** What the node takes and mines when nothing stands before it: transfers signed beforehand, one call each. */
final class NodeLimit {
    private static final String RECIPIENT = "0x00000000000000000000000000000000000ab1de";
    private static final long CHAIN_ID = 31_337;
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PaymentPath path;

    NodeLimit(PaymentPath path) {
        this.path = path;
    }

    /** Mined a second; each account has a connection of its own, at most ten at a time. */
    double minedPerSecond(int accounts, int payments) throws Exception {
        List<Credentials> senders = IntStream.range(0, accounts)
                .mapToObj(i -> Credentials.create(
                        ECKeyPair.create(new BigInteger(248, new SecureRandom()).add(BigInteger.ONE))))
                .toList();
        senders.forEach(sender -> path.chain().node().fund(sender.getAddress(), BigInteger.TEN.pow(20)));
        int each = payments / accounts;
        List<List<String>> signed = senders.stream()
                .map(sender -> IntStream.range(0, each)
                        .mapToObj(nonce -> transfer(sender, nonce))
                        .toList())
                .toList();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<?>> sending = new ArrayList<>();
            signed.forEach(transfers -> sending.add(threads.submit(() -> send(transfers))));
            for (Future<?> one : sending) {
                one.get();
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Credentials sender : senders) {
            while (path.chain().transactionCount(sender.getAddress()) < each) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the node did not mine its transfers within " + PATIENCE);
                }
                Thread.onSpinWait();
            }
        }
        return each * accounts / ((System.nanoTime() - start) / 1e9);
    }

    private void send(List<String> transfers) {
        try (HttpLane lane = new HttpLane(path.chain().node().httpUrl())) {
            for (String raw : transfers) {
                String body = lane.post(
                                "/",
                                "",
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\""
                                        + raw + "\"]}")
                        .body();
                if (!body.contains("\"result\"")) {
                    throw new IllegalStateException(body);
                }
            }
        }
    }

    private static String transfer(Credentials sender, long nonce) {
        RawTransaction transaction = RawTransaction.createEtherTransaction(
                CHAIN_ID,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(21_000),
                RECIPIENT,
                BigInteger.ONE,
                GWEI,
                GWEI.multiply(BigInteger.valueOf(100)));
        return Numeric.toHexString(TransactionEncoder.signMessage(transaction, sender));
    }
}
