package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.ExecutionRevertedException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.abi.AbiDecodeException;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.FollowerCursor;
import io.dapp.transaction.core.record.FollowerCursors;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads balances as admission needs them: at a block no newer than the follower's cursor. */
public final class Funds {
    private final Chains chains;
    private final FollowerCursors cursors;
    private final LineSettings settings;
    private final Map<ChainId, Seen> seen = new ConcurrentHashMap<>();

    Funds(Chains chains, FollowerCursors cursors, LineSettings settings) {
        this.chains = chains;
        this.cursors = cursors;
        this.settings = settings;
    }

    /**
     * Refuses where a payment on this chain could not be admitted now.
     *
     * @throws ProblemException {@code chain_unavailable} when the chain was never followed or is halted
     */
    public void requireFollowed(ChainId chainId) {
        cursor(chainId, settings.cursorAge());
    }

    /**
     * The follower's cursor, where a payment on this chain could be admitted and sent now.
     *
     * @throws ProblemException {@code chain_unavailable} when the chain was never followed or is halted
     * @throws ChainUnavailableException when no node of the chain can be used
     */
    BlockRef requireReady(ChainId chainId) {
        var _ = chains.require(chainId).node();
        return cursor(chainId, settings.cursorAge());
    }

    /**
     * Refuses a token that does not tell what the account holds of it.
     *
     * @throws ProblemException {@code invalid_request}
     */
    public void requireToken(AccountKey account, Address token) {
        if (view(account, false, Set.of(token)).tokens().containsKey(token)) {
            return;
        }
        // It may have been deployed a moment ago.
        awaitHead(account.chainId());
        if (!view(account, true, Set.of(token)).tokens().containsKey(token)) {
            throw Available.noToken(null);
        }
    }

    /** Empty where it does not tell: only who asks for this token is refused for that. */
    private static Optional<BigInteger> readToken(Node node, Address token, AccountKey account, BlockRef block) {
        try {
            return Optional.of(node.tokenBalance(token, account.address(), block));
        } catch (ExecutionRevertedException | AbiDecodeException e) {
            return Optional.empty();
        } catch (NodeErrorException e) {
            // What a node cannot tell now (a limit of calls, a state it does not have) says nothing about the token.
            if (e.tooLong()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The newest block whose effects are all recorded, as last read; 0 where the chain was never followed. */
    public long followed(ChainId chainId) {
        FollowerCursor cursor = read(chainId, settings.cursorAge());
        return cursor == null ? 0 : cursor.block().number();
    }

    /** What the account held at the follower's cursor; {@code fresh}: at the cursor as it is now. */
    public FundsView view(AccountKey account, boolean fresh) {
        return view(account, fresh, Set.of());
    }

    /**
     * The same with what it held of these tokens, in the same block; without those that do not tell.
     */
    FundsView view(AccountKey account, boolean fresh, Set<Address> tokens) {
        Chain chain = chains.require(account.chainId());
        Duration age = fresh ? Duration.ZERO : settings.cursorAge();
        long deadline = System.nanoTime() + settings.fundsWait().toNanos();
        while (true) {
            BlockRef block = cursor(chain.id(), age);
            Node node = holding(chain, block);
            try {
                Map<Address, BigInteger> held = new HashMap<>();
                tokens.forEach(token -> readToken(node, token, account, block).ifPresent(one -> held.put(token, one)));
                return new FundsView(block, node.balance(account.address(), block), held);
            } catch (ChainUnavailableException e) {
                // The node may be a moment behind the follower, or the block just reorganised away.
                if (System.nanoTime() > deadline || !pause()) {
                    throw e;
                }
                age = Duration.ZERO;
            }
        }
    }

    /** The node in use; where that is behind the follower, which may have another, one that is not. */
    private static Node holding(Chain chain, BlockRef block) {
        Node inUse = chain.node();
        if (inUse.head().number() >= block.number()) {
            return inUse;
        }
        return chain.usableNodes().stream()
                .filter(node -> node.head().number() >= block.number())
                .findFirst()
                .orElse(inUse);
    }

    /**
     * Waits, within a bound, until the follower holds the head that the node has now.
     *
     * @throws ProblemException {@code chain_unavailable} when it does not: nobody can be refused for funds then
     */
    public void awaitHead(ChainId chainId) {
        long head = chains.require(chainId).node().headNumber();
        long deadline = System.nanoTime() + settings.fundsWait().toNanos();
        while (cursor(chainId, settings.pollInterval()).number() < head) {
            if (System.nanoTime() > deadline || !pause()) {
                throw new ProblemException(
                        PaymentError.CHAIN_UNAVAILABLE,
                        "The wallet's funds are not known yet at the chain's newest block.",
                        settings.fundsWait());
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(settings.pollInterval());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable FollowerCursor read(ChainId chainId, Duration age) {
        return seen.computeIfAbsent(chainId, id -> new Seen()).read(chainId, age);
    }

    private BlockRef cursor(ChainId chainId, Duration age) {
        FollowerCursor cursor = read(chainId, age);
        if (cursor == null) {
            throw new ProblemException(
                    PaymentError.CHAIN_UNAVAILABLE, "This chain is not followed yet.", settings.fundsWait());
        }
        if (cursor.halted() != null) {
            throw new ProblemException(
                    PaymentError.CHAIN_UNAVAILABLE, "This chain is stopped until an operator has looked at it.");
        }
        return cursor.block();
    }

    /** The cursor as last read; one reader at a time asks the database. */
    private final class Seen {
        private final ReentrantLock reading = new ReentrantLock();
        private @Nullable FollowerCursor cursor;
        private long readAt = Long.MIN_VALUE;

        @Nullable
        FollowerCursor read(ChainId chainId, Duration age) {
            long asked = System.nanoTime();
            reading.lock();
            try {
                boolean young = readAt != Long.MIN_VALUE && readAt - asked >= -age.toNanos();
                if (!young) {
                    readAt = System.nanoTime();
                    cursor = cursors.read(chainId).orElse(null);
                }
                return cursor;
            } catch (RuntimeException e) {
                readAt = Long.MIN_VALUE;
                throw e;
            } finally {
                reading.unlock();
            }
        }
    }
}
