package io.dapp.common.problem;

/** Errors that any service may answer. */
public enum CommonError implements ErrorCode {
    INVALID_REQUEST("invalid_request", 400, "The request is not valid"),
    UNAUTHORIZED("unauthorized", 401, "Authentication is required"),
    FORBIDDEN("forbidden", 403, "Not allowed"),
    NOT_FOUND("not_found", 404, "Not found"),
    METHOD_NOT_ALLOWED("method_not_allowed", 405, "The method is not allowed here"),
    NOT_ACCEPTABLE("not_acceptable", 406, "No acceptable representation"),
    PRECONDITION_FAILED("precondition_failed", 412, "The record has changed"),
    PAYLOAD_TOO_LARGE("payload_too_large", 413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415, "The media type is not supported"),
    PRECONDITION_REQUIRED("precondition_required", 428, "A precondition is required"),
    RATE_LIMITED("rate_limited", 429, "Too many requests"),
    INTERNAL("internal_error", 500, "Something went wrong"),
    SERVICE_UNAVAILABLE("service_unavailable", 503, "The service is not available now");

    private final String code;
    private final int status;
    private final String title;

    CommonError(String code, int status, String title) {
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
