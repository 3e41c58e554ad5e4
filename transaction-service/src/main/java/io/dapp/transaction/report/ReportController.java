package io.dapp.transaction.report;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.report.Report;
import io.dapp.transaction.core.report.Reports;
import io.dapp.transaction.http.JsonBodies;
import io.dapp.transaction.http.KeyedRequests;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Validator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
final class ReportController {
    private static final String PATH = "/api/reports";
    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8;header=present");

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Validator validator;
    private final Making making;
    private final Reports reports;

    ReportController(KeyedRequests keyed, JsonBodies bodies, Validator validator, Making making, Reports reports) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.validator = validator;
        this.making = making;
        this.reports = reports;
    }

    @Operation(
            summary = "Ask for a report of one's transactions",
            description = "Made in the background; a payment stands in it as it was when its line was written.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted, now or before under the same Idempotency-Key",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReportView.class)))
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
    @ApiResponse(
            responseCode = "429",
            description = "rate_limited: the caller has as many as he may have",
            content = @Content)
    @ApiResponse(
            responseCode = "503",
            description = "service_unavailable; request_in_progress, outcome_unknown: repeat with the same key",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReportRequest.class)))
    @PostMapping(PATH)
    ResponseEntity<String> make(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.READ.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), "POST " + PATH, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key,
                () -> making.begin(user.userId(), checked(bodies.read(body, ReportRequest.class)), key.orElse(null)));
        return KeyedRequests.response(answer);
    }

    @Operation(summary = "Read how far a report is")
    @GetMapping(PATH + "/{id}")
    ReportView get(@Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.READ.require(user);
        return ReportView.of(find(user, id));
    }

    @Operation(summary = "Fetch a report that is ready")
    @ApiResponse(
            responseCode = "200",
            description = "CSV (RFC 4180); a field that a spreadsheet would compute begins with an apostrophe",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "404", description = "not_found, also while it is not ready")
    @GetMapping(PATH + "/{id}/content")
    ResponseEntity<Resource> content(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.READ.require(user);
        Report report = find(user, id);
        Path file = making.file(report);
        if (!report.status().equals(Report.READY) || !Files.exists(file)) {
            throw new ProblemException(CommonError.NOT_FOUND, "This report has no content to be fetched.");
        }
        return ResponseEntity.ok()
                .contentType(CSV)
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"transactions.csv\"")
                .body(new FileSystemResource(file));
    }

    private Report find(AuthenticatedUser user, UUID id) {
        return reports.find(user.userId(), id)
                .orElseThrow(() -> new ProblemException(CommonError.NOT_FOUND, "None of your reports has this id."));
    }

    private ReportRequest checked(ReportRequest request) {
        List<FieldError> errors = new ArrayList<>();
        validator
                .validate(request)
                .forEach(fault ->
                        errors.add(new FieldError(fault.getPropertyPath().toString(), fault.getMessage())));
        if (errors.isEmpty() && !request.from().isBefore(request.to())) {
            errors.add(new FieldError("to", "must be after from"));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
        }
        return request;
    }
}
