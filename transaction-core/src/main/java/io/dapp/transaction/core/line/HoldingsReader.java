package io.dapp.transaction.core.line;

import io.dapp.transaction.core.record.AccountKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what an account has, without locking anything. */
public final class HoldingsReader {
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
        BigInteger balance = view.balance().value();
        BigInteger reserved = jdbc.sql("select " + LineRows.RESERVED)
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .param("number", view.block().number())
                .query(BigDecimal.class)
                .single()
                .toBigIntegerExact();
        BigInteger available = balance.subtract(reserved).max(BigInteger.ZERO);
        return new Holdings(balance, reserved, available, view.block().number());
    }
}
