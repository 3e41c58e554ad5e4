package io.dapp.common.problem;

import java.io.IOException;
import java.io.Serial;

/** More was sent than the service reads. */
final class BodyTooLargeException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    BodyTooLargeException() {
        super("the body is too large");
    }
}
