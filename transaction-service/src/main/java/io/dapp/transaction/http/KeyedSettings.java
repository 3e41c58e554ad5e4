package io.dapp.transaction.http;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How requests under an Idempotency-Key are answered.
 *
 * @param twinWait how long a request waits for the same one that came before it and is still being answered
 */
@Validated
@ConfigurationProperties("dapp.idempotency")
record KeyedSettings(
        @DefaultValue("30s") @DurationMin(millis = 10) Duration twinWait) {}
