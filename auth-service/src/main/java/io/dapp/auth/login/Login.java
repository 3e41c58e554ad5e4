package io.dapp.auth.login;

import io.dapp.auth.AuthError;
import io.dapp.auth.AuthProperties;
import io.dapp.auth.AuthProperties.EmailVerification;
import io.dapp.auth.Secret;
import io.dapp.auth.account.Account;
import io.dapp.auth.account.Accounts;
import io.dapp.auth.account.EmailAddress;
import io.dapp.auth.session.Caller;
import io.dapp.auth.session.Session;
import io.dapp.auth.session.SessionLifecycle;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Checks a password and opens a session. No database connection is held while a password is hashed. */
@Service
final class Login {
    private static final Logger log = LoggerFactory.getLogger(Login.class);

    private final Accounts accounts;
    private final Passwords passwords;
    private final LoginAttempts attempts;
    private final SessionLifecycle sessions;
    private final boolean verifiedOnly;

    Login(
            Accounts accounts,
            Passwords passwords,
            LoginAttempts attempts,
            SessionLifecycle sessions,
            AuthProperties properties) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.attempts = attempts;
        this.sessions = sessions;
        this.verifiedOnly = properties.emailVerification() == EmailVerification.REQUIRED;
        if (verifiedOnly) {
            log.warn("dapp.auth.email-verification is required, and this version sends no verification mail: whoever"
                    + " registers cannot log in. Set it to off until mail can be sent");
        }
    }

    /** An account and its new session. */
    record LoggedIn(Account account, Session session) {}

    /**
     * Logs in.
     *
     * @throws ProblemException {@code invalid_credentials}, the same for whatever reason and after the same time;
     *     {@code rate_limited}; {@code service_unavailable} when sessions cannot be opened now
     */
    LoggedIn login(EmailAddress email, Secret password, Caller caller) {
        attempts.admit(email, caller.address());
        Optional<Account> found = accounts.find(email);
        boolean matches = passwords.match(password, found);
        Account account = found.filter(_ -> matches)
                .filter(candidate -> candidate.verified() || !verifiedOnly)
                .orElseThrow(() ->
                        new ProblemException(AuthError.INVALID_CREDENTIALS, "The email or the password is wrong."));
        attempts.succeeded(email, caller.address());
        passwords.renew(account, password);
        Session session = sessions.open(account.id(), caller)
                .orElseThrow(() -> new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE, "Sessions cannot be opened now.", Duration.ofSeconds(1)));
        return new LoggedIn(account, session);
    }
}
