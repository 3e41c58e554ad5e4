package io.dapp.transaction.core.record;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.common.json.Json;
import io.dapp.transaction.core.policy.Spending;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A payment's row, between record and columns. */
final class PaymentRow {
    private static final TypeReference<List<Attempt>> ATTEMPTS = new TypeReference<>() {};
    private static final TypeReference<List<TimelineEntry>> TIMELINE = new TypeReference<>() {};

    private PaymentRow() {}

    static Payment read(ResultSet row, int index) throws SQLException {
        byte[] sender = row.getBytes("sender");
        BigDecimal amount = row.getBigDecimal("amount");
        Long nonce = row.getObject("nonce", Long.class);
        byte[] recipient = row.getBytes("recipient");
        byte[] token = row.getBytes("token");
        byte[] blockHash = row.getBytes("block_hash");
        String outcome = row.getString("outcome");
        return new Payment(
                row.getObject("id", UUID.class),
                PaymentKind.of(row.getString("kind")),
                row.getObject("owner_id", UUID.class),
                new ChainId(row.getLong("chain_id")),
                sender == null ? null : Address.of(sender),
                recipient == null ? null : Address.of(recipient),
                amount == null ? null : new Wei(amount.toBigIntegerExact()),
                token == null ? null : Address.of(token),
                nonce == null ? null : new Nonce(nonce),
                PaymentStatus.of(row.getString("status")),
                outcome == null ? null : Outcome.of(outcome),
                row.getString("reason"),
                row.getString("revert_reason"),
                row.getLong("version"),
                TransactionHash.of(row.getBytes("hash")),
                blockHash == null ? null : new BlockRef(row.getLong("block_number"), BlockHash.of(blockHash)),
                row.getString("metadata"),
                row.getString("cancel_reason"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                Json.LENIENT.readValue(row.getString("attempts"), ATTEMPTS),
                Json.LENIENT.readValue(row.getString("timeline"), TIMELINE));
    }

    /** What may change of payments, a column each. */
    static List<Object> changes(List<Payment> payments) {
        return List.of(
                column(payments, String[]::new, payment -> payment.id().toString()),
                column(payments, String[]::new, payment -> payment.status().code()),
                column(
                        payments,
                        String[]::new,
                        payment -> payment.outcome() == null
                                ? null
                                : payment.outcome().code()),
                column(payments, String[]::new, Payment::reason),
                column(payments, String[]::new, Payment::revertReason),
                column(payments, Long[]::new, Payment::version),
                column(payments, byte[][]::new, payment -> payment.hash().bytes()),
                column(
                        payments,
                        Long[]::new,
                        payment ->
                                payment.block() == null ? null : payment.block().number()),
                column(
                        payments,
                        byte[][]::new,
                        payment -> payment.block() == null
                                ? null
                                : payment.block().hash().bytes()),
                column(payments, String[]::new, payment -> payment.updatedAt().toString()));
    }

    private static <T> Object column(
            List<Payment> payments, IntFunction<@Nullable T[]> array, Function<Payment, @Nullable T> value) {
        return payments.stream().map(value).toArray(array);
    }

    static Object[] added(NewPayment added) {
        Payment payment = added.payment();
        NewPayment.Terms terms = added.terms();
        Address recipient = payment.recipient();
        Address token = payment.token();
        Wei feeLimit = terms.feeLimit();
        Instant validUntil = terms.validUntil();
        Spending.OfToken ofToken = terms.ofToken();
        return new @Nullable Object[] {
            payment.id(),
            payment.ownerId(),
            payment.chainId().value(),
            payment.requireSender().bytes(),
            recipient == null ? null : recipient.bytes(),
            new BigDecimal(Objects.requireNonNull(payment.amount()).value()),
            token == null ? null : token.bytes(),
            new BigDecimal(terms.value().value()),
            terms.data().isEmpty() ? null : terms.data().value(),
            terms.gasLimit(),
            Objects.requireNonNull(payment.nonce()).value(),
            new BigDecimal(terms.maxCost()),
            feeLimit == null ? null : new BigDecimal(feeLimit.value()),
            validUntil == null ? null : validUntil.atOffset(ZoneOffset.UTC),
            ofToken == null ? null : ofToken.token().bytes(),
            ofToken == null ? null : new BigDecimal(ofToken.amount()),
            payment.status().code(),
            payment.version(),
            payment.hash().bytes(),
            payment.metadata(),
            payment.createdAt().atOffset(ZoneOffset.UTC),
            payment.updatedAt().atOffset(ZoneOffset.UTC)
        };
    }

    static Object[] firstAttempt(NewPayment added) {
        Payment payment = added.payment();
        Attempt attempt = payment.attempts().getFirst();
        return new Object[] {
            payment.id(),
            payment.chainId().value(),
            attempt.kind().code(),
            attempt.hash().bytes(),
            added.raw().value(),
            new BigDecimal(Objects.requireNonNull(attempt.maxFeePerGas()).value()),
            new BigDecimal(
                    Objects.requireNonNull(attempt.maxPriorityFeePerGas()).value()),
            payment.createdAt().atOffset(ZoneOffset.UTC)
        };
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
