package io.dapp.auth.login;

import io.dapp.auth.session.RefreshCookie;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Hands out a pair of tokens the way it was asked for. */
@Component
final class PairAnswers {
    private final Clock clock;

    PairAnswers(Clock clock) {
        this.clock = clock;
    }

    ResponseEntity<TokenAnswer> answer(Pair pair, @Nullable RefreshIn refreshIn, boolean withUser) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok().cacheControl(CacheControl.noStore());
        if (refreshIn != RefreshIn.COOKIE) {
            return answer.body(pair.inBody(withUser));
        }
        String cookie = RefreshCookie.of(pair.refresh(), pair.refreshLives(clock.instant()));
        return answer.header(HttpHeaders.SET_COOKIE, cookie).body(pair.besideCookie(withUser));
    }
}
