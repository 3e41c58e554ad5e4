package io.dapp.chain;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dapp.chain.abi.AbiDecodeException;
import io.dapp.chain.abi.Erc20;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Reads that hold for one block, made once for it however many ask. */
final class NodeReads {
    private static final Executor LOADERS =
            command -> Thread.ofVirtual().name("chain-read").start(command);

    private record At(Address account, BlockHash block) {}

    private record Held(Address token, Address account, BlockHash block) {}

    private record CallAt(CallRequest call, BlockHash block) {}

    private final Rpc rpc;
    private final Rpc contracts;
    private final FeeReads feeReads;
    private final NodeOutcomes outcomes;
    private final AsyncCache<At, Wei> balances;
    private final AsyncCache<Held, BigInteger> tokens;
    private final AsyncCache<At, Boolean> code;
    private final AsyncCache<BlockHash, Fees> fees;
    private final AsyncCache<BlockHash, Long> transferGas;
    private final AsyncCache<CallAt, String> calls;

    /**
     * Keeps nothing yet.
     *
     * @param contracts for what contracts answer
     * @param outcomes told how the platform's own reads went
     */
    NodeReads(Rpc rpc, Rpc contracts, ChainSettings settings, NodeOutcomes outcomes) {
        this.rpc = rpc;
        this.contracts = contracts;
        this.outcomes = outcomes;
        this.feeReads = new FeeReads(rpc, settings);
        this.balances = cache(settings.cachedAccounts());
        this.tokens = cache(settings.cachedAccounts());
        this.code = cache(settings.cachedAccounts());
        this.fees = cache(8);
        this.transferGas = cache(8);
        this.calls = Caffeine.newBuilder()
                .maximumWeight(settings.cachedCallBytes())
                .weigher(NodeReads::bytes)
                .executor(LOADERS)
                .buildAsync();
    }

    /** The same answers, where they are kept, and contracts asked by another way where not. */
    private NodeReads(NodeReads same, Rpc contracts) {
        this.rpc = same.rpc;
        this.contracts = contracts;
        this.outcomes = same.outcomes;
        this.feeReads = same.feeReads;
        this.balances = same.balances;
        this.tokens = same.tokens;
        this.code = same.code;
        this.fees = same.fees;
        this.transferGas = same.transferGas;
        this.calls = same.calls;
    }

    NodeReads by(Rpc other) {
        return new NodeReads(this, other);
    }

    private static int bytes(CallAt call, String result) {
        String data = call.call().data();
        return 200 + result.length() + (data == null ? 0 : data.length());
    }

    private static <K, V> AsyncCache<K, V> cache(int size) {
        return Caffeine.newBuilder().maximumSize(size).executor(LOADERS).buildAsync();
    }

    Wei balance(Address account, BlockRef at) {
        return get(balances, new At(account, at.hash()), judged(Duty.BALANCES, () -> readBalance(account, at)));
    }

    BigInteger tokenBalance(Address token, Address account, BlockRef at) {
        return get(tokens, new Held(token, account, at.hash()), () -> readTokenBalance(token, account, at));
    }

    private BigInteger readTokenBalance(Address token, Address account, BlockRef at) {
        Map<String, String> call =
                Map.of("to", token.toString(), "data", "0x" + HexFormat.of().formatHex(Erc20.balanceOf(account)));
        try {
            String answer = read(contracts, "eth_call", Answers::text, call, at);
            return Erc20.balance(HexFormat.of().parseHex(answer, 2, answer.length()));
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    boolean hasCode(Address account, BlockHash head) {
        return get(
                code,
                new At(account, head),
                judged(
                        Duty.CODE,
                        () -> rpc.require("eth_getCode", Answers::text, account.toString(), "latest")
                                        .length()
                                > 2));
    }

    Fees fees(BlockRef head) {
        return get(fees, head.hash(), judged(Duty.FEES, () -> feeReads.read(head)));
    }

    private <T> Supplier<T> judged(Duty duty, Supplier<T> read) {
        return () -> outcomes.judging(duty, read);
    }

    long transferGas(BlockHash head, Supplier<Long> estimate) {
        return get(transferGas, head, estimate);
    }

    String call(CallRequest call, BlockRef at) {
        return get(calls, new CallAt(call, at.hash()), () -> readCall(call, at));
    }

    private String readCall(CallRequest call, BlockRef at) {
        Map<String, String> fields = call.fields();
        try {
            return contracts.require(
                    "eth_call",
                    Answers::text,
                    fields,
                    Map.of("blockHash", at.hash().toString()));
        } catch (NodeErrorException e) {
            if (Reverts.refine(e) instanceof ExecutionRevertedException reverted) {
                throw reverted;
            }
            if (e.tooLong()) {
                throw e;
            }
        }
        try {
            return contracts.require("eth_call", Answers::text, fields, "0x" + Long.toHexString(at.number()));
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    private Wei readBalance(Address account, BlockRef at) {
        return read(rpc, "eth_getBalance", Answers::wei, account.toString(), at);
    }

    long transactionCount(Address account, BlockRef at) {
        return read(rpc, "eth_getTransactionCount", Answers::number, account.toString(), at);
    }

    private <T> T read(Rpc by, String method, Function<JsonNode, T> reader, Object subject, BlockRef at) {
        try {
            return by.require(
                    method, reader, subject, Map.of("blockHash", at.hash().toString()));
        } catch (NodeErrorException notByHash) {
            if (notByHash.tooLong()) {
                throw notByHash;
            }
            return readByNumber(by, method, reader, subject, at);
        }
    }

    /** For nodes without EIP-1898: the hash at that number is checked around the read, a reorg may come between. */
    private <T> T readByNumber(Rpc by, String method, Function<JsonNode, T> reader, Object subject, BlockRef at) {
        String number = "0x" + Long.toHexString(at.number());
        requireHeld(number, at);
        T answer = by.require(method, reader, subject, number);
        requireHeld(number, at);
        return answer;
    }

    private void requireHeld(String number, BlockRef at) {
        BlockHeader held = rpc.call("eth_getBlockByNumber", Answers::header, number, false);
        if (held == null || !held.hash().equals(at.hash())) {
            throw new ChainUnavailableException("the node does not hold block " + at.number() + " " + at.hash());
        }
    }

    /** A failed load is not kept: Caffeine drops futures that end with an exception. */
    private static <K, V> V get(AsyncCache<K, V> cache, K key, Supplier<V> load) {
        try {
            return cache.get(key, (ignored, executor) -> CompletableFuture.supplyAsync(load, executor))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ChainException known) {
                throw known;
            }
            if (e.getCause() instanceof AbiDecodeException notSo) {
                throw notSo;
            }
            throw e;
        }
    }
}
