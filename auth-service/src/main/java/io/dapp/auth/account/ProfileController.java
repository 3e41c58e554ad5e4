package io.dapp.auth.account;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/profile")
final class ProfileController {
    /** What is left out stays; {@code "display_name": null} removes the name. */
    static final class ProfileChange {
        @DisplayName
        private @Nullable String displayName;

        private boolean displayNameGiven;
        private @Nullable String locale;

        public @Nullable String getDisplayName() {
            return displayName;
        }

        public void setDisplayName(@Nullable String displayName) {
            this.displayName = displayName;
            this.displayNameGiven = true;
        }

        public @Nullable String getLocale() {
            return locale;
        }

        public void setLocale(String locale) {
            this.locale = locale;
        }

        boolean namesDisplayName() {
            return displayNameGiven;
        }
    }

    private final Profiles profiles;

    ProfileController(Profiles profiles) {
        this.profiles = profiles;
    }

    @GetMapping
    UserView read(@AuthenticationPrincipal AuthenticatedUser user) {
        user.require("account:read");
        return profiles.read(user.userId());
    }

    @PatchMapping
    UserView change(@AuthenticationPrincipal AuthenticatedUser user, @Valid @RequestBody ProfileChange change) {
        user.require("account:write");
        String locale = change.getLocale();
        String parsed = locale == null ? null : Locales.parse(locale).orElseThrow(ProfileController::badLocale);
        return profiles.change(user.userId(), change.namesDisplayName(), change.getDisplayName(), parsed);
    }

    private static ProblemException badLocale() {
        return new ProblemException(
                CommonError.INVALID_REQUEST,
                "Some fields are not valid",
                List.of(new FieldError("locale", "must be a BCP 47 language tag")));
    }
}
