package io.dapp.auth.account;

import io.dapp.auth.Secret;
import io.dapp.auth.password.PasswordRules;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class RegistrationController {
    /** {@code display_name} is for people and may be left out. */
    record RegistrationRequest(
            @NotNull @Size(max = 320) String email,
            @NotNull Secret password,
            @Nullable @DisplayName String displayName) {}

    /** The address as it identifies the account. */
    record RegistrationAnswer(String email) {}

    private final Registration registration;

    RegistrationController(Registration registration) {
        this.registration = registration;
    }

    @PostMapping("/api/auth/register")
    @SecurityRequirements
    @ResponseStatus(HttpStatus.CREATED)
    RegistrationAnswer register(@Valid @RequestBody RegistrationRequest request, HttpServletRequest http) {
        EmailAddress email = EmailAddress.parse(request.email());
        PasswordRules.check(request.password());
        registration.register(email, request.password(), request.displayName(), Locales.preferred(http));
        return new RegistrationAnswer(email.value());
    }
}
