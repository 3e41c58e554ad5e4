package io.dapp.transaction.core;

import io.dapp.common.problem.ErrorCode;

/** Errors of payments. All but {@link #REQUEST_IN_PROGRESS} and {@link #OUTCOME_UNKNOWN} say that nothing was recorded. */
public enum PaymentError implements ErrorCode {
    WALLET_NOT_FOUND("wallet_not_found", 404, "There is no such wallet"),
    IDEMPOTENCY_KEY_REUSED("idempotency_key_reused", 409, "The idempotency key belongs to another request"),
    POLICY_DENIED("policy_denied", 422, "The wallet's policy does not allow this"),
    RECENT_LOGIN_REQUIRED("recent_login_required", 403, "This needs a login of the last minutes"),
    NOT_REPLACEABLE("not_replaceable", 409, "The transaction cannot be replaced"),
    INSUFFICIENT_FUNDS("insufficient_funds", 422, "The wallet cannot pay for this"),
    WOULD_REVERT("would_revert", 422, "The transaction would revert"),
    WRONG_CHAIN("wrong_chain", 422, "The transaction is for another chain"),
    FEE_TOO_LOW("fee_too_low", 422, "The offered fee is below what the chain asks"),
    CHAIN_UNAVAILABLE("chain_unavailable", 503, "The chain cannot be used now"),
    SIGNER_UNAVAILABLE("signer_unavailable", 503, "The wallet's key cannot be used now"),
    REQUEST_IN_PROGRESS("request_in_progress", 503, "The same request is still being answered"),
    OUTCOME_UNKNOWN("outcome_unknown", 503, "It is not known whether it was recorded");

    private final String code;
    private final int status;
    private final String title;

    PaymentError(String code, int status, String title) {
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
