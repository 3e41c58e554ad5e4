package io.dapp.auth.session;

import java.util.Locale;

/** Why a session ended before its time; stored by its lower-case name. */
public enum EndReason {
    LOGOUT,
    ENDED_BY_USER,
    /** An old refresh token came back: it, or the newest, is in the wrong hands. */
    REFRESH_REUSED,
    /** The account opened one more than it may have. */
    TOO_MANY,
    /** Opened, but its tokens were never handed out. */
    NOT_GIVEN;

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
