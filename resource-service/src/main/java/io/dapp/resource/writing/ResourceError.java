package io.dapp.resource.writing;

import io.dapp.common.problem.ErrorCode;

/** What only writing resources answers. */
public enum ResourceError implements ErrorCode {
    IDEMPOTENCY_KEY_REUSED("idempotency_key_reused", 409, "The key was used with another body");

    private final String code;
    private final int status;
    private final String title;

    ResourceError(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
