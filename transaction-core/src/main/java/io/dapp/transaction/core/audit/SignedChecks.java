package io.dapp.transaction.core.audit;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.SignedTransactions;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the bytes that were signed here, which nodes are given, say what is recorded. */
final class SignedChecks {
    private final JdbcClient jdbc;

    SignedChecks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void page(long chain, UUID after, UUID last, AuditReport report) {
        List<Boolean> looked = jdbc.sql("""
                        select p.id, p.chain_id, p.sender, p.nonce, coalesce(p.token, p.recipient) as target, p.native_value,
                               p.data, a.hash, a.raw, a.kind, a.ordinal
                          from payment p join attempt a on a.payment_id = p.id
                         where p.id > ? and p.id <= ? and p.chain_id = ? and p.kind = 'custodial' and a.raw is not null
                        """)
                .param(after)
                .param(last)
                .param(chain)
                .query((row, index) -> {
                    String wrong = wrong(row);
                    if (wrong != null) {
                        report.found(
                                Check.BYTES, row.getString("id"), "attempt " + row.getInt("ordinal") + " " + wrong);
                    }
                    return true;
                })
                .list();
        report.looked(Check.BYTES, looked.size());
    }

    private static @Nullable String wrong(ResultSet row) throws SQLException {
        DecodedTransaction signed;
        try {
            signed = SignedTransactions.decode(new Bytes(row.getBytes("raw")));
        } catch (IllegalArgumentException e) {
            return "is no signed transaction: " + e.getMessage();
        }
        boolean cancel = row.getString("kind").equals("cancel");
        Address sender = Address.of(row.getBytes("sender"));
        byte[] target = row.getBytes("target");
        Address to = cancel ? sender : target == null ? null : Address.of(target);
        BigInteger value =
                cancel ? BigInteger.ZERO : row.getBigDecimal("native_value").toBigIntegerExact();
        byte[] data = cancel || row.getBytes("data") == null ? new byte[0] : row.getBytes("data");
        if (!Arrays.equals(signed.hash().bytes(), row.getBytes("hash"))) {
            return "has another hash";
        }
        if (signed.chainId().value() != row.getLong("chain_id")
                || !signed.sender().equals(sender)) {
            return "is of another chain or account";
        }
        if (signed.nonce().value() != row.getLong("nonce")) {
            return "has nonce " + signed.nonce();
        }
        return Objects.equals(signed.to(), to)
                        && signed.value().value().equals(value)
                        && Arrays.equals(signed.data().value(), data)
                ? null
                : "does something else";
    }
}
