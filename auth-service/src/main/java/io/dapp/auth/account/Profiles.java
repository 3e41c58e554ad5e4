package io.dapp.auth.account;

import io.dapp.common.outbox.Outbox;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What users see and change of their accounts. */
@Service
final class Profiles {
    private final Accounts accounts;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Profiles(Accounts accounts, Outbox outbox, TransactionTemplate transaction, Clock clock) {
        this.accounts = accounts;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    UserView read(UUID user) {
        return UserView.from(accounts.find(user).orElseThrow(Profiles::gone));
    }

    /** Changes what is given, a null locale not being. */
    UserView change(UUID user, boolean displayNameGiven, @Nullable String displayName, @Nullable String locale) {
        return transaction.execute(_ -> {
            Account account = accounts.lock(user).orElseThrow(Profiles::gone);
            boolean changed = account.change(
                    displayNameGiven ? displayName : account.displayName(),
                    locale == null ? account.locale() : locale,
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (changed) {
                outbox.append(List.of(UserEvents.of("user.changed", account)));
            }
            return UserView.from(account);
        });
    }

    private static ProblemException gone() {
        return new ProblemException(CommonError.NOT_FOUND, "The account does not exist.");
    }
}
