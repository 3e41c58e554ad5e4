package io.dapp.resource.cache;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code dapp.resource.cache.*}.
 *
 * @param detailTtl how long a resource stays, at most
 * @param listTtl how long a page of a list stays, at most
 * @param jitterPercent by how much a time to live is shortened at random, so that what was filled together does not
 *     expire together
 * @param tombstoneTtl how long a deletion is remembered
 * @param fenceTtl how long a writer that vanished keeps fills away; longer than a transaction and a fill together
 * @param fillWithin a value read from the database is not put in later than this after its miss
 * @param restAfterFailure for how long Redis is not asked after it failed
 * @param maxPageBytes larger pages of lists are not kept
 */
@Validated
@ConfigurationProperties("dapp.resource.cache")
record CacheSettings(
        @DefaultValue("1h") @NotNull Duration detailTtl,
        @DefaultValue("5m") @NotNull Duration listTtl,
        @DefaultValue("10") @Min(0) @Max(90) int jitterPercent,
        @DefaultValue("60s") @NotNull Duration tombstoneTtl,
        @DefaultValue("10s") @NotNull Duration fenceTtl,
        @DefaultValue("4s") @NotNull Duration fillWithin,
        @DefaultValue("500ms") @NotNull Duration restAfterFailure,
        @DefaultValue("262144") @Min(1024) int maxPageBytes) {

    // A transaction ends within 3 s (transaction_timeout of the role), and a fill is refused after fillWithin.
    @AssertTrue(message = "must be at least 3 s longer than fill-within, and tombstone-ttl no shorter")
    boolean isFenceTtl() {
        return fenceTtl.compareTo(fillWithin.plusSeconds(3)) >= 0 && tombstoneTtl.compareTo(fenceTtl) >= 0;
    }
}
