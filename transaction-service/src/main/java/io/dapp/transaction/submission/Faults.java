package io.dapp.transaction.submission;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The fields of a request that are at fault. */
final class Faults {
    private final List<FieldError> errors;
    private final String prefix;

    private Faults(List<FieldError> errors, String prefix) {
        this.errors = errors;
        this.prefix = prefix;
    }

    static Faults none() {
        return new Faults(new ArrayList<>(), "");
    }

    /** Of one member of several; its fields are named under it. */
    Faults member(int index) {
        return new Faults(errors, "transactions[" + index + "].");
    }

    void add(String field, String message, BooleanSupplier wrong) {
        if (wrong.getAsBoolean()) {
            add(field, message);
        }
    }

    void add(String field, String message) {
        errors.add(new FieldError(prefix + field, message));
    }

    boolean any() {
        return !errors.isEmpty();
    }

    /**
     * Passes where there are none.
     *
     * @throws ProblemException {@code invalid_request}, naming each
     */
    void raise() {
        if (!errors.isEmpty()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
        }
    }
}
