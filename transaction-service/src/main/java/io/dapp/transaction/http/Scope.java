package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;

/** What a token has to allow. */
public enum Scope {
    READ("payments:read"),
    WRITE("payments:write");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** Lets through who has it, and refuses the others as forbidden. */
    public void require(AuthenticatedUser user) {
        if (!user.scopes().contains(value)) {
            throw new ProblemException(CommonError.FORBIDDEN, "The token does not allow " + value + ".");
        }
    }
}
