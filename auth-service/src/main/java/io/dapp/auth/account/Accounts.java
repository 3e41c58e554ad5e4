package io.dapp.auth.account;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The accounts' rows. */
@Repository
public class Accounts {
    private final EntityManager rows;

    Accounts(EntityManager rows) {
        this.rows = rows;
    }

    @Transactional(readOnly = true)
    public Optional<Account> find(UUID id) {
        return Optional.ofNullable(rows.find(Account.class, id));
    }

    @Transactional(readOnly = true)
    public Optional<Account> find(EmailAddress email) {
        return rows.createQuery("select a from Account a where a.email = :email", Account.class)
                .setParameter("email", email.value())
                .getResultStream()
                .findFirst();
    }

    /** Within the caller's transaction: as it is now, and as it stays until that ends. */
    public Optional<Account> lock(UUID id) {
        return Optional.ofNullable(rows.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Within the caller's transaction; the row is written at once, so that its constraints speak here. */
    void add(Account account) {
        rows.persist(account);
        rows.flush();
    }
}
