package io.dapp.auth.login;

import io.dapp.auth.AuthError;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ErrorCode;
import io.dapp.common.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** How logins and refreshes end: {@code succeeded}, or the code of the problem that is answered. */
@Component
final class LoginMeters {
    private static final String LOGINS = "dapp.logins";
    private static final String REFRESHES = "dapp.refreshes";
    private static final String SUCCEEDED = "succeeded";

    private final MeterRegistry registry;

    /** Those that are watched are told as 0 from the start: a rise from nothing is no rise. */
    LoginMeters(MeterRegistry registry) {
        this.registry = registry;
        registry.counter(LOGINS, "outcome", SUCCEEDED);
        List.<ErrorCode>of(AuthError.INVALID_CREDENTIALS, CommonError.RATE_LIMITED, CommonError.SERVICE_UNAVAILABLE)
                .forEach(refusal -> registry.counter(LOGINS, "outcome", refusal.code()));
        registry.counter(REFRESHES, "outcome", SUCCEEDED);
        List.of(AuthError.INVALID_REFRESH_TOKEN, AuthError.REFRESH_REUSED)
                .forEach(refusal -> registry.counter(REFRESHES, "outcome", refusal.code()));
    }

    <T> T login(Supplier<T> login) {
        return counted(LOGINS, login);
    }

    <T> T refresh(Supplier<T> refresh) {
        return counted(REFRESHES, refresh);
    }

    private <T> T counted(String meter, Supplier<T> work) {
        try {
            T result = work.get();
            registry.counter(meter, "outcome", SUCCEEDED).increment();
            return result;
        } catch (ProblemException e) {
            registry.counter(meter, "outcome", e.code().code()).increment();
            throw e;
        }
    }
}
