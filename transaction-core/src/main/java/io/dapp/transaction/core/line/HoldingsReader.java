package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.transaction.core.record.AccountKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what an account has, without locking anything. */
public final class HoldingsReader {
    private static final String VIEW =
            "from (values (:chain::bigint, :address::bytea, :number::bigint, :hash::bytea)) w (chain_id, address, number, hash)";

    private final Funds funds;
    private final JdbcClient jdbc;

    HoldingsReader(Funds funds, JdbcClient jdbc) {
        this.funds = funds;
        this.jdbc = jdbc;
    }

    /**
     * Balance at the follower's cursor and what is spoken for of it.
     *
     * @throws io.dapp.common.problem.ProblemException {@code chain_unavailable}
     * @throws io.dapp.chain.ChainUnavailableException when no node answers
     */
    public Holdings read(AccountKey account) {
        FundsView view = funds.view(account, false);
        return holdings(account, view, "true").orElseThrow();
    }

    /**
     * The same at the chain's newest block: what a refusal for funds may rest on.
     *
     * @throws io.dapp.common.problem.ProblemException {@code chain_unavailable} when the follower does not hold it in time
     * @throws io.dapp.chain.ChainUnavailableException when no node answers, or the block has just been reorganised away
     */
    public Holdings atHead(AccountKey account) {
        funds.awaitHead(account.chainId());
        FundsView view = funds.view(account, true);
        return holdings(account, view, LineRows.HELD)
                .orElseThrow(() -> new ChainUnavailableException(view.block() + " is held no more"));
    }

    /**
     * What the account holds of a token at the follower's cursor, in its base unit, and what is spoken for of it.
     *
     * @throws io.dapp.common.problem.ProblemException {@code chain_unavailable}; {@code invalid_request} where there is no
     *     such token
     * @throws io.dapp.chain.ChainUnavailableException when no node answers
     */
    public Holdings read(AccountKey account, Address token) {
        funds.requireToken(account, token);
        return holdings(account, token, funds.view(account, false, Set.of(token)));
    }

    /**
     * The same at the chain's newest block: what a refusal may rest on.
     *
     * @throws io.dapp.common.problem.ProblemException {@code chain_unavailable} when the follower does not hold it in time
     * @throws io.dapp.chain.ChainUnavailableException when no node answers
     */
    public Holdings atHead(AccountKey account, Address token) {
        funds.awaitHead(account.chainId());
        return holdings(account, token, funds.view(account, true, Set.of(token)));
    }

    private Holdings holdings(AccountKey account, Address token, FundsView view) {
        BigInteger balance = view.tokens().get(token);
        if (balance == null) {
            throw Available.noToken(null);
        }
        BigInteger reserved = jdbc.sql("""
                        select (select coalesce(sum(amount), 0)
                                  from payment
                                 where chain_id = :chain and sender = :sender and token = :token
                                   and status = 'pending' and kind = 'custodial')
                             + (select coalesce(sum(amount), 0)
                                  from payment
                                 where chain_id = :chain and sender = :sender and token = :token
                                   and block_number > :number and status <> 'pending' and kind = 'custodial')
                        """)
                .param("chain", account.chainId().value())
                .param("sender", account.address().bytes())
                .param("token", token.bytes())
                .param("number", view.block().number())
                .query(BigDecimal.class)
                .single()
                .toBigIntegerExact();
        return new Holdings(
                balance,
                reserved,
                balance.subtract(reserved).max(BigInteger.ZERO),
                view.block().number());
    }

    /** What is spoken for of what a view shows; empty when the follower no longer holds the view's block. */
    public Optional<Holdings> at(AccountKey account, FundsView view) {
        return holdings(account, view, LineRows.HELD);
    }

    private Optional<Holdings> holdings(AccountKey account, FundsView view, String condition) {
        BigInteger balance = view.balance().value();
        return jdbc.sql("select " + LineRows.RESERVED + " as reserved " + VIEW + " where " + condition)
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .param("number", view.block().number())
                .param("hash", view.block().hash().bytes())
                .query(BigDecimal.class)
                .optional()
                .map(BigDecimal::toBigIntegerExact)
                .map(reserved -> new Holdings(
                        balance,
                        reserved,
                        balance.subtract(reserved).max(BigInteger.ZERO),
                        view.block().number()));
    }
}
