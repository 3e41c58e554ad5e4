package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.Address;
import io.dapp.chain.SendAnswer;
import io.dapp.chain.TransactionHash;
import io.dapp.common.json.Json;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.SignedTransactions;
import io.dapp.transaction.core.simulation.Broken;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import io.dapp.transaction.core.simulation.postgres.Network.Member;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The model's nodes, as JSON-RPC. */
final class ModelNodeServer implements AutoCloseable {
    private static final long BASE_FEE = 1_000_000_000L;
    private static final long GAS = 21_000;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile @Nullable Played played;

    /**
     * What is played now.
     *
     * @param trouble null: no answer is lost, and nothing refused but for its nonce and its fees
     */
    private record Played(
            Network network, Recorded recorded, @Nullable Dice trouble) {}

    /** Whether a transaction is committed. */
    interface Recorded {
        boolean test(byte[] hash);
    }

    ModelNodeServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.getLocalPort() + "/" + name;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The schedules are over.
        }
    }

    /** As little of HTTP as the core's client needs, and each answer in one piece: the JDK's server sends two, and waits. */
    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String name = line.substring(line.indexOf('/') + 1, line.lastIndexOf(' '));
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring(header.indexOf(':') + 1).strip());
                    }
                }
                out.write(answer(name, in.readNBytes(length)));
            }
        } catch (IOException e) {
            // The client closed it.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
            line.append((char) one);
        }
        return line.toString().strip();
    }

    private byte[] answer(String name, byte[] request) {
        Played now = played;
        if (now == null || now.network().member(name).away()) {
            return response("503 Away", new byte[0]);
        }
        try {
            return response("200 OK", Json.LENIENT.writeValueAsBytes(reply(now, name, Json.LENIENT.readTree(request))));
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            return response("500 Broken", new byte[0]);
        }
    }

    private static byte[] response(String status, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** From now on they are this network's. */
    void plays(Network network, Recorded recorded, @Nullable Dice trouble) {
        played = new Played(network, recorded, trouble);
    }

    /** What must not be, and was found here; once. */
    @Nullable
    RuntimeException failure() {
        return failure.getAndSet(null);
    }

    private static JsonNode reply(Played now, String name, JsonNode request) {
        synchronized (now.network()) {
            Member member = now.network().member(name);
            if (!request.isArray()) {
                return reply(now, member, request);
            }
            ArrayNode replies = Json.LENIENT.createArrayNode();
            request.forEach(call -> replies.add(reply(now, member, call)));
            return replies;
        }
    }

    private static ObjectNode reply(Played now, Member member, JsonNode call) {
        ObjectNode reply = Json.LENIENT.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", call.path("id"));
        try {
            reply.set("result", result(now, member, call.path("method").stringValue(), call.path("params")));
        } catch (RefusedException e) {
            reply.putObject("error").put("code", -32_000).put("message", e.getMessage());
        }
        return reply;
    }

    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    private static @Nullable JsonNode result(Played now, Member member, String method, JsonNode parameters) {
        JsonNode first = parameters.path(0);
        return switch (method) {
            case "eth_chainId" -> quantity(Stage.CHAIN_ID);
            case "eth_blockNumber" -> quantity(member.view().getLast().header().number());
            case "eth_getBlockByNumber" ->
                block(
                        now,
                        member,
                        numbered(member, first.stringValue()),
                        parameters.path(1).asBoolean(false));
            case "eth_getBlockByHash" ->
                block(
                        now,
                        member,
                        hashed(member, first.stringValue()),
                        parameters.path(1).asBoolean(false));
            case "eth_getBlockReceipts" -> receipts(now, member, hashed(member, first.stringValue()));
            case "eth_getTransactionReceipt" -> receipt(now, member, TransactionHash.parse(first.stringValue()));
            case "eth_getBalance" ->
                quantity(as(member, first, parameters.path(1)).balance());
            case "eth_getTransactionCount" ->
                quantity(as(member, first, parameters.path(1)).count());
            case "eth_estimateGas" -> quantity(GAS);
            case "eth_feeHistory" -> feeHistory();
            case "eth_sendRawTransaction" ->
                Json.LENIENT.getNodeFactory().stringNode(send(now, member, first.stringValue()));
            default -> throw new IllegalStateException("the model's nodes do not know " + method);
        };
    }

    private static JsonNode quantity(long value) {
        return Json.LENIENT.getNodeFactory().stringNode("0x" + Long.toHexString(value));
    }

    private static @Nullable Mined numbered(Member member, String tag) {
        List<Mined> view = member.view();
        if (tag.equals("latest")) {
            return view.getLast();
        }
        int number = Math.toIntExact(Long.decode(tag));
        return number < view.size() ? view.get(number) : null;
    }

    private static @Nullable Mined hashed(Member member, String hash) {
        return member.view().stream()
                .filter(block -> block.header().hash().toString().equals(hash))
                .findFirst()
                .orElse(null);
    }

    /** What an account has at a block. */
    private static Mined as(Member member, JsonNode account, JsonNode at) {
        Mined block = at.isString()
                ? numbered(member, at.stringValue().equals("pending") ? "latest" : at.stringValue())
                : hashed(member, at.path("blockHash").stringValue());
        if (block == null) {
            throw new RefusedException("header not found");
        }
        return member.view(Address.parse(account.stringValue()))
                .get(Math.toIntExact(block.header().number()));
    }

    private static @Nullable ObjectNode block(Played now, Member member, @Nullable Mined block, boolean full) {
        if (block == null) {
            return null;
        }
        ObjectNode json = Json.LENIENT
                .createObjectNode()
                .put("hash", block.header().hash().toString())
                .put("parentHash", block.header().parentHash().toString());
        json.set("number", quantity(block.header().number()));
        json.set("timestamp", quantity(block.header().timestamp().getEpochSecond()));
        json.set("baseFeePerGas", quantity(BASE_FEE));
        ArrayNode transactions = json.putArray("transactions");
        for (Address account : now.network().accounts()) {
            for (Tx one : of(member, account, block).transactions()) {
                if (full) {
                    transactions
                            .addObject()
                            .put("hash", one.hash().toString())
                            .put("from", account.toString())
                            .set("nonce", quantity(one.nonce()));
                } else {
                    transactions.add(one.hash().toString());
                }
            }
        }
        return json;
    }

    private static Mined of(Member member, Address account, Mined block) {
        return member.view(account).get(Math.toIntExact(block.header().number()));
    }

    private static @Nullable ArrayNode receipts(Played now, Member member, @Nullable Mined block) {
        if (block == null) {
            return null;
        }
        ArrayNode receipts = Json.LENIENT.createArrayNode();
        for (Address account : now.network().accounts()) {
            of(member, account, block).transactions().forEach(one -> receipts.add(receipt(block, one)));
        }
        return receipts;
    }

    private static @Nullable ObjectNode receipt(Played now, Member member, TransactionHash hash) {
        for (Address account : now.network().accounts()) {
            for (Mined block : member.view(account)) {
                for (Tx one : block.transactions()) {
                    if (one.hash().equals(hash)) {
                        return receipt(block, one);
                    }
                }
            }
        }
        return null;
    }

    private static ObjectNode receipt(Mined block, Tx transaction) {
        ObjectNode receipt = Json.LENIENT
                .createObjectNode()
                .put("transactionHash", transaction.hash().toString())
                .put("blockHash", block.header().hash().toString())
                .put("status", "0x1");
        receipt.set("blockNumber", quantity(block.header().number()));
        receipt.set("gasUsed", quantity(GAS));
        receipt.set("effectiveGasPrice", quantity(2 * BASE_FEE));
        return receipt;
    }

    private static ObjectNode feeHistory() {
        ObjectNode history = Json.LENIENT.createObjectNode();
        history.putArray("baseFeePerGas").add(quantity(BASE_FEE)).add(quantity(BASE_FEE));
        history.putArray("reward")
                .addArray()
                .add(quantity(BASE_FEE))
                .add(quantity(BASE_FEE))
                .add(quantity(BASE_FEE));
        return history;
    }

    private static String send(Played now, Member member, String raw) {
        DecodedTransaction signed =
                SignedTransactions.decode(new Bytes(HexFormat.of().parseHex(raw, 2, raw.length())));
        Broken.unless(
                now.recorded().test(signed.hash().bytes()), "a node was given what is not recorded: " + signed.hash());
        now.network().given(member, signed.hash());
        long max = signed.fees().maxFeePerGas().value().longValueExact();
        long paid = Math.min(
                max, BASE_FEE + signed.fees().maxPriorityFeePerGas().value().longValueExact());
        Tx transaction = new Tx(
                signed.hash(),
                signed.nonce().value(),
                signed.value().value().longValueExact() + signed.gasLimit() * paid,
                max);
        Dice dice = now.trouble();
        if (dice != null && dice.oneIn(15)) {
            throw new RefusedException("txpool is full");
        }
        if (dice != null && dice.oneIn(40)) {
            throw new RefusedException("intrinsic gas too low: a rule of this node alone");
        }
        SendAnswer answer = member.take(signed.sender(), transaction);
        if (dice != null && answer instanceof SendAnswer.Known && dice.oneIn(2)) {
            now.network().gossip(member, signed.sender(), transaction);
        }
        if (dice != null && dice.oneIn(15)) {
            throw new RefusedException("the answer is lost");
        }
        return switch (answer) {
            case SendAnswer.Known known -> signed.hash().toString();
            case SendAnswer.NonceTooLow tooLow -> throw new RefusedException("nonce too low");
            case SendAnswer.Later later -> throw new RefusedException(later.why());
            case SendAnswer.Fill fill -> throw new RefusedException(fill.why());
        };
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
