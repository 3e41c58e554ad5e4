package io.dapp.resource.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.dapp.resource.record.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The value under {@code resource:<id>}. The scripts read {@code version} and {@code deleted} by their place at its
 * beginning.
 *
 * @param deleted a tombstone; {@code version} is that of the deletion
 * @param told put in by the writer itself, which had dropped the lists before; a reader's fill has not
 * @param resource null in a tombstone, and where only the version is known
 */
@JsonPropertyOrder({"version", "deleted", "told", "resource"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record CacheEntry(
        long version,
        @Nullable Boolean deleted,
        @Nullable Boolean told,
        @Nullable Resource resource) {

    static CacheEntry filled(Resource resource) {
        return new CacheEntry(resource.version(), null, null, resource);
    }

    static CacheEntry written(Resource resource) {
        return new CacheEntry(resource.version(), null, true, resource);
    }

    static CacheEntry tombstone(long version) {
        return new CacheEntry(version, true, true, null);
    }

    static CacheEntry versionOnly(long version) {
        return new CacheEntry(version, null, true, null);
    }

    boolean isDeleted() {
        return deleted != null && deleted;
    }

    boolean isTold() {
        return told != null && told;
    }
}
