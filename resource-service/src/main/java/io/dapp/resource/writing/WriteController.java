package io.dapp.resource.writing;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.resource.record.Draft;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@Tag(name = "Resources")
class WriteController {
    private final ResourceWriter writer;
    private final IdempotencyKeys keys;
    private final Patcher patcher;

    WriteController(ResourceWriter writer, IdempotencyKeys keys, Patcher patcher) {
        this.writer = writer;
        this.keys = keys;
        this.patcher = patcher;
    }

    @Operation(summary = "Create a resource")
    @ApiResponse(responseCode = "201", description = "Created, or created before under the same Idempotency-Key")
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused: the key came with another body before")
    @PostMapping("/api/resources")
    ResponseEntity<Resource> create(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Pattern(regexp = "[\\x21-\\x7e]{1,255}", message = "must be 1 to 255 visible ASCII characters")
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody ResourceBody body) {
        Scope.WRITE.require(user);
        UUID owner = user.userId();
        Resource created = writer.create(
                owner, body.draft(), idempotencyKey == null ? null : keys.key(owner, idempotencyKey, body));
        return ResponseEntity.created(URI.create("/api/resources/" + created.id()))
                .eTag(created.etag())
                .body(created);
    }

    @Operation(summary = "Replace a resource")
    @ApiResponse(responseCode = "200", description = "Its next version")
    @ApiResponse(responseCode = "412", description = "It is at another version than If-Match says")
    @ApiResponse(responseCode = "428", description = "If-Match is missing")
    @PutMapping("/api/resources/{id}")
    ResponseEntity<Resource> replace(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody ResourceBody body) {
        Scope.WRITE.require(user);
        Draft draft = body.draft();
        return answer(writer.change(user.userId(), id, IfMatch.required(ifMatch), current -> draft));
    }

    @Operation(summary = "Change parts of a resource", description = "A JSON merge patch (RFC 7396)")
    @ApiResponse(responseCode = "200", description = "Its next version")
    @ApiResponse(responseCode = "412", description = "It is at another version than If-Match says")
    @ApiResponse(responseCode = "428", description = "If-Match is missing")
    @PatchMapping(path = "/api/resources/{id}", consumes = MergePatch.MEDIA_TYPE)
    ResponseEntity<Resource> patch(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MergePatch.MEDIA_TYPE,
                                            schema = @Schema(implementation = ResourceBody.class)))
                    @RequestBody
                    JsonNode patch) {
        Scope.WRITE.require(user);
        if (!patch.isObject()) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "The patch is not valid.",
                    List.of(new FieldError("", "must be a JSON object")));
        }
        return answer(writer.change(
                user.userId(), id, IfMatch.required(ifMatch), current -> patcher.patched(current, patch)));
    }

    @Operation(summary = "Delete a resource")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "412", description = "It is at another version than If-Match says")
    @ApiResponse(responseCode = "428", description = "If-Match is missing")
    @DeleteMapping("/api/resources/{id}")
    ResponseEntity<Void> delete(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        Scope.WRITE.require(user);
        writer.delete(user.userId(), id, IfMatch.required(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<Resource> answer(Resource resource) {
        return ResponseEntity.ok().eTag(resource.etag()).body(resource);
    }
}
