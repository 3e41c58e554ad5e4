package io.dapp.notification.socket;

/** Why the gateway closes a connection. Centrifuge clients come back after 3000–3499 and stay away after 3500–3999. */
enum CloseReason {
    TOO_LARGE(1009, "message too big"),
    SHUTDOWN(3001, "shutdown"),
    EXPIRED(3005, "connection expired"),
    SLOW(3008, "slow"),
    INSUFFICIENT_STATE(3010, "insufficient state"),
    RECONNECT(3011, "force reconnect"),
    NO_PONG(3012, "no pong"),
    INVALID_TOKEN(3500, "invalid token"),
    BAD_REQUEST(3501, "bad request"),
    STALE(3502, "stale"),
    DISCONNECT(3503, "force disconnect"),
    NOT_AVAILABLE(3508, "not available");

    private final int code;
    private final String text;

    CloseReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
