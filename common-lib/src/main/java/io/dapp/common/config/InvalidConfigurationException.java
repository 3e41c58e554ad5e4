package io.dapp.common.config;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A property has a value that cannot work; thrown while a service starts, it ends the start with one line. */
public final class InvalidConfigurationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String property;

    /**
     * @param property in its canonical form, for instance {@code dapp.auth.signing-key}
     * @param problem what is wrong and what is expected; never the value of a secret
     */
    public InvalidConfigurationException(String property, String problem) {
        this(property, problem, null);
    }

    public InvalidConfigurationException(String property, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.property = property;
    }

    public String property() {
        return property;
    }

    public String problem() {
        String message = getMessage();
        return message == null ? "is not valid" : message;
    }
}
