package io.dapp.auth.account;

import io.dapp.auth.Secret;
import io.dapp.auth.password.PasswordHashes;
import io.dapp.common.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens accounts. Whether an address had one already cannot be told from outside, neither by answer nor by time. */
@Service
final class Registration {
    private final Accounts accounts;
    private final PasswordHashes hashes;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Registration(
            Accounts accounts, PasswordHashes hashes, Outbox outbox, TransactionTemplate transaction, Clock clock) {
        this.accounts = accounts;
        this.hashes = hashes;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    void register(EmailAddress email, Secret password, @Nullable String displayName, String locale) {
        Secret hash = hashes.hash(password);
        if (accounts.find(email).isPresent()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Account account = new Account(UUID.randomUUID(), email, displayName, locale, hash, now);
        try {
            transaction.executeWithoutResult(_ -> {
                accounts.add(account);
                outbox.append(List.of(UserEvents.of("user.registered", account)));
            });
        } catch (DataIntegrityViolationException e) {
            // Somebody registered the same address at the same time; if that is not so, something is broken.
            if (accounts.find(email).isEmpty()) {
                throw e;
            }
        }
    }
}
