package io.dapp.auth.password;

import io.dapp.auth.Secret;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.util.List;

/** A new password is 8 to 128 characters, taken as they are: nothing is trimmed, folded or demanded. */
public final class PasswordRules {
    private static final int MIN = 8;
    private static final int MAX = 128;

    private PasswordRules() {}

    /**
     * Refuses what cannot be a password.
     *
     * @throws ProblemException {@code invalid_request}
     */
    public static void check(Secret password) {
        String text = password.reveal();
        int characters = text.codePointCount(0, text.length());
        if (characters < MIN || characters > MAX) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("password", "must have 8 to 128 characters")));
        }
    }
}
