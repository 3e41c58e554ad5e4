package io.dapp.local.edge;

/** A request that a local tool does not take, whatever is in it. */
final class UnsuitableRequestException extends RuntimeException {
    private final int status;
    private final String code;
    private final String title;

    UnsuitableRequestException(int status, String code, String title, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
        this.title = title;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }
}
