package io.dapp.auth.login;

import io.dapp.auth.Secret;
import io.dapp.auth.account.EmailAddress;
import io.dapp.auth.session.Caller;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class LoginController {
    /** {@code refresh_in} is {@code body} unless a browser asks for the cookie. */
    record LoginRequest(
            @NotNull @Size(max = 320) String email,
            @NotNull Secret password,
            @Nullable RefreshIn refreshIn) {}

    private final Login login;
    private final Pairs pairs;
    private final PairAnswers answers;
    private final Origins origins;
    private final LoginMeters meters;

    LoginController(Login login, Pairs pairs, PairAnswers answers, Origins origins, LoginMeters meters) {
        this.login = login;
        this.pairs = pairs;
        this.answers = answers;
        this.origins = origins;
        this.meters = meters;
    }

    @PostMapping("/api/auth/login")
    @SecurityRequirements
    ResponseEntity<TokenAnswer> login(@Valid @RequestBody LoginRequest request, HttpServletRequest http) {
        if (request.refreshIn() == RefreshIn.COOKIE) {
            origins.check(http);
        }
        EmailAddress email = EmailAddress.parse(request.email());
        Login.LoggedIn loggedIn = meters.login(() -> login.login(email, request.password(), Caller.of(http)));
        return answers.answer(pairs.of(loggedIn.account(), loggedIn.session()), request.refreshIn(), true);
    }
}
