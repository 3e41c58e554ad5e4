package io.dapp.transaction.wallet;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How policies are changed.
 *
 * @param recentLogin how young the login must be of who changes one
 * @param entries how many destinations and how many tokens a policy may name
 */
@Validated
@ConfigurationProperties("dapp.policy")
record PolicySettings(
        @DefaultValue("5m") @DurationMin(seconds = 1) Duration recentLogin,
        @DefaultValue("1000") int entries) {}
