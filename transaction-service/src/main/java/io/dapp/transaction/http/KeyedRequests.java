package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.RequestHash;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Requests under an Idempotency-Key. */
@Component
public final class KeyedRequests {
    /** The header that names a request. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final IdempotencyKeys keys;
    private final Flights flights;

    KeyedRequests(IdempotencyKeys keys, KeyedSettings settings) {
        this.keys = keys;
        this.flights = new Flights(settings.twinWait());
    }

    /**
     * Names a request; empty without a key.
     *
     * @param operation method and path
     * @throws ProblemException {@code invalid_request} when the key has another form
     */
    public Optional<IdempotencyKey> name(UUID user, String operation, @Nullable String key, JsonNode body) {
        if (key == null) {
            return Optional.empty();
        }
        if (!KEY.matcher(key).matches()) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError(HEADER, "must be 1 to 255 visible ASCII characters")));
        }
        try {
            byte[] sent = body.toString().getBytes(StandardCharsets.UTF_8);
            return Optional.of(new IdempotencyKey(user, operation, key, RequestHash.of(sent)));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "The body has no canonical form (RFC 8785)");
        }
    }

    /**
     * The answer that this request was given before, or is given now; at the same moment, to one and all of its twins.
     *
     * @param work gives it; stores it where the request has a key
     * @throws ProblemException {@code idempotency_key_reused}, or what {@code work} throws
     */
    public StoredAnswer answer(Optional<IdempotencyKey> key, Supplier<StoredAnswer> work) {
        return key.map(named -> flights.answer(named, () -> keys.find(named).orElseGet(work)))
                .orElseGet(work);
    }

    /** An answer as it was first given. */
    public static ResponseEntity<String> response(StoredAnswer answer) {
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.json());
    }
}
