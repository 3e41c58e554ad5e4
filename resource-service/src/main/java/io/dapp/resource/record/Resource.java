package io.dapp.resource.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A resource as callers see it.
 *
 * @param data the owner's own JSON object
 * @param version 1 when created, one more with every change; the ETag
 */
@JsonPropertyOrder({
    "id",
    "version",
    "owner_id",
    "type",
    "name",
    "data",
    "tags",
    "visibility",
    "created_at",
    "updated_at"
})
public record Resource(
        UUID id,
        long version,
        UUID ownerId,
        String type,
        String name,
        @Schema(type = "object") JsonNode data,
        List<String> tags,
        Visibility visibility,
        Instant createdAt,
        Instant updatedAt) {

    public boolean ownedBy(UUID user) {
        return ownerId.equals(user);
    }

    public boolean visibleTo(UUID user) {
        return visibility == Visibility.PUBLIC || ownedBy(user);
    }

    /** Its entity tag as RFC 9110 writes it, quotes included. */
    @JsonIgnore
    public String etag() {
        return "\"" + version + "\"";
    }
}
