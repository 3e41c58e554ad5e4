package io.dapp.auth.login;

import io.dapp.auth.Secret;
import io.dapp.auth.account.Account;
import io.dapp.auth.account.Accounts;
import io.dapp.auth.password.PasswordHashes;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts' passwords, checked and kept as strong as the settings want them now. */
@Component
final class Passwords {
    private final PasswordHashes hashes;
    private final Accounts accounts;
    private final TransactionTemplate transaction;

    Passwords(PasswordHashes hashes, Accounts accounts, TransactionTemplate transaction) {
        this.hashes = hashes;
        this.accounts = accounts;
        this.transaction = transaction;
    }

    /** Hashes in any case: without an account it takes as long, and the answer is no. */
    boolean match(Secret password, Optional<Account> account) {
        return hashes.matches(password, account.map(Account::passwordHash).orElse(null));
    }

    /** Hashes a password that was just found right again, if its hash was made with other settings. */
    void renew(Account account, Secret password) {
        Secret checked = account.passwordHash();
        if (!hashes.outdated(checked)) {
            return;
        }
        Secret fresh = hashes.hash(password);
        transaction.executeWithoutResult(_ -> accounts.lock(account.id())
                // Another password may have been set meanwhile.
                .filter(row -> row.passwordHash().equals(checked))
                .ifPresent(row -> row.rehash(fresh)));
    }
}
