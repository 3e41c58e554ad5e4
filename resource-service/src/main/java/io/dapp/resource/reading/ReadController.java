package io.dapp.resource.reading;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Resources")
class ReadController {
    // A browser may keep an answer but asks each time whether it is still the one.
    private static final CacheControl REVALIDATE = CacheControl.noCache().cachePrivate();

    private final ResourceReader reader;

    ReadController(ResourceReader reader) {
        this.reader = reader;
    }

    @Operation(summary = "Read a resource")
    @ApiResponse(responseCode = "200", description = "The resource; its version is the ETag")
    @ApiResponse(responseCode = "304", description = "If-None-Match names the current version")
    @ApiResponse(responseCode = "404", description = "There is none, or it is someone else's private one")
    @GetMapping({"/api/resource/{id}", "/api/resources/{id}"})
    ResponseEntity<Resource> one(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.READ.require(user);
        Cached<Optional<Resource>> found = reader.one(id);
        Resource resource = found.value()
                .filter(candidate -> candidate.visibleTo(user.userId()))
                .orElseThrow(() -> new ProblemException(CommonError.NOT_FOUND, "There is no such resource."));
        return ResponseEntity.ok()
                .cacheControl(REVALIDATE)
                .header(Cached.HEADER, found.source())
                .eTag(resource.etag())
                .body(resource);
    }

    @Operation(summary = "List one's own resources and everybody's public ones")
    @ApiResponse(responseCode = "200", description = "A page; without next_cursor it is the last one")
    @GetMapping("/api/resources")
    ResponseEntity<ResourcePage> list(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(description = "Only this user's") @RequestParam(required = false) @Nullable UUID owner,
            @RequestParam(required = false) @Size(min = 1, max = 64) @Pattern(regexp = "[a-z0-9_.-]*") @Nullable
                    String type,
            @Parameter(description = "Carrying this tag; given several times, all of them")
                    @RequestParam(required = false)
                    @Size(max = 5)
                    @Nullable
                    List<@Size(min = 1, max = 64) @Pattern(regexp = "[^\\p{Cntrl}]*") String> tag,
            @Parameter(description = "Words of the name")
                    @RequestParam(required = false)
                    @Size(min = 1, max = 100)
                    @Pattern(regexp = "[^\\p{Cntrl}]*")
                    @Nullable
                    String text,
            @Parameter(description = "created_at, updated_at or name; descending with a leading minus")
                    @RequestParam(defaultValue = "-created_at")
                    String sort,
            @RequestParam(required = false) @Size(max = 2000) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        Scope.READ.require(user);
        ListSort order = ListSort.of(sort);
        ListCursor after = cursor == null ? null : ListCursor.decode(cursor, order);
        List<String> tags =
                tag == null ? List.of() : tag.stream().distinct().sorted().toList();
        ListQuery query = new ListQuery(user.userId(), owner, type, tags, text, order, after, limit);
        Cached<ResourcePage> page = reader.list(query);
        return ResponseEntity.ok()
                .cacheControl(REVALIDATE)
                .header(Cached.HEADER, page.source())
                .body(page.value());
    }
}
