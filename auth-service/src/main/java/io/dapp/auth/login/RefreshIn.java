package io.dapp.auth.login;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the refresh token travels. */
enum RefreshIn {
    @JsonProperty("body")
    BODY,
    /** For browsers: an HttpOnly cookie, and an {@code Origin} that is allowed. */
    @JsonProperty("cookie")
    COOKIE
}
