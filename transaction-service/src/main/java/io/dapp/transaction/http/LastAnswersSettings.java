package io.dapp.transaction.http;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is kept of chain reads for when no node can be asked.
 *
 * @param atMost answers, in one process
 * @param keptFor how old an answer may become; longer ago is no answer
 */
@Validated
@ConfigurationProperties("dapp.last-answers")
record LastAnswersSettings(
        @DefaultValue("10000") @Min(1) int atMost,
        @DefaultValue("10m") @NotNull Duration keptFor) {}
