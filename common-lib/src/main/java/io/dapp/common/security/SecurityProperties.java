package io.dapp.common.security;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code dapp.security.*}: whose tokens are believed.
 *
 * @param issuer the {@code iss} of our tokens
 * @param audience what their {@code aud} has to contain
 * @param jwksUri where auth-service publishes its keys
 * @param publicPaths path patterns under {@code /api} that need no token
 */
@Validated
@ConfigurationProperties("dapp.security")
record SecurityProperties(
        @NotBlank String issuer,
        @DefaultValue("dapp") @NotBlank String audience,
        @NotNull URI jwksUri,
        @DefaultValue List<String> publicPaths) {}
