package io.dapp.transaction.wallet;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How wallets are made.
 *
 * @param perUser how many a user may have
 * @param spareAfter how long a key that was made elsewhere waits for its own wallet before another one gets it; longer than
 *     {@code dapp.signing.kms.within} and a transaction take
 * @param unknownFor how long a key counts against {@code perUser} whose wallet was not recorded
 */
@Validated
@ConfigurationProperties("dapp.wallets")
record WalletSettings(
        @DefaultValue("1000") @Min(1) int perUser,
        @DefaultValue("1m") @DurationMin(seconds = 1) Duration spareAfter,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration unknownFor) {}
