package io.dapp.resource.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.resource.record.Draft;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.Visibility;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What POST and PUT take, and what a merge patch is applied to.
 *
 * @param type the owner's own word for what it is
 * @param data any JSON object, up to {@link JsonBounds#MAX_BYTES} bytes
 * @param visibility private unless said otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ResourceBody(
        @NotNull
        @Size(min = 1, max = 64)
        @Pattern(regexp = "[a-z0-9_.-]*", message = "may hold a-z, 0-9, '_', '.' and '-'")
        String type,

        @NotBlank @Size(max = 200) @Pattern(regexp = Text.PATTERN, message = Text.MESSAGE)
        String name,

        @NotNull @BoundedJson @Schema(type = "object") JsonNode data,

        @Size(max = 20) @Nullable
        List<@NotBlank @Size(max = 64) @Pattern(regexp = Text.PATTERN, message = Text.MESSAGE) String> tags,

        @Nullable Visibility visibility) {

    static ResourceBody of(Resource resource) {
        return new ResourceBody(
                resource.type(), resource.name(), resource.data(), resource.tags(), resource.visibility());
    }

    Draft draft() {
        return new Draft(
                type,
                name,
                data,
                tags == null ? List.of() : tags.stream().distinct().toList(),
                visibility == null ? Visibility.PRIVATE : visibility);
    }

    /** What PostgreSQL can keep as text and people can read. */
    static final class Text {
        static final String PATTERN = "[^\\p{Cntrl}\\p{Cs}]*";
        static final String MESSAGE = "may not hold control characters or halves of characters";

        private Text() {}
    }
}
