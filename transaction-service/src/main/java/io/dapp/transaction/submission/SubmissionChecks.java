package io.dapp.transaction.submission;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refuses what can be seen to be wrong without asking anybody. */
@Component
final class SubmissionChecks {
    private final SubmissionSettings settings;
    private final JsonMapper json;

    SubmissionChecks(SubmissionSettings settings, JsonMapper json) {
        this.settings = settings;
        this.json = json;
    }

    /**
     * Passes a request whose fields fit together.
     *
     * @throws ProblemException {@code invalid_request}, naming every field at fault
     */
    void check(SubmissionRequest request) {
        Faults faults = new Faults();
        faults.add("from", "is required", () -> request.from() == null);
        faults.add("amount", "is required", () -> request.amount() == null);
        boolean noData = request.data() == null || request.data().isEmpty();
        faults.add("to", "is required where there is no data to deploy", () -> request.to() == null && noData);
        checkFees(request, faults);
        checkGas(request, faults);
        checkMetadata(request.metadata(), faults);
        faults.raise();
    }

    private static void checkFees(SubmissionRequest request, Faults faults) {
        boolean max = request.maxFeePerGas() != null;
        boolean priority = request.maxPriorityFeePerGas() != null;
        faults.add("max_priority_fee_per_gas", "comes together with max_fee_per_gas", () -> max && !priority);
        faults.add("max_fee_per_gas", "comes together with max_priority_fee_per_gas", () -> priority && !max);
        faults.add("speed", "cannot be given beside fees", () -> request.speed() != null && (max || priority));
        faults.add(
                "max_priority_fee_per_gas",
                "cannot exceed max_fee_per_gas",
                () -> request.maxFeePerGas() != null
                        && request.maxPriorityFeePerGas() != null
                        && request.maxPriorityFeePerGas().compareTo(request.maxFeePerGas()) > 0);
    }

    private void checkGas(SubmissionRequest request, Faults faults) {
        Long limit = request.gasLimit();
        if (limit == null) {
            return;
        }
        long least = IntrinsicGas.of(request);
        faults.add(
                "gas_limit", "must be at least " + least + ", what the transaction alone costs", () -> limit < least);
        faults.add("gas_limit", "must be at most " + settings.gasLimit(), () -> limit > settings.gasLimit());
    }

    private void checkMetadata(@Nullable JsonNode metadata, Faults faults) {
        if (metadata == null || metadata.isNull()) {
            return;
        }
        String text = json.writeValueAsString(metadata);
        faults.add("metadata", "must be an object", () -> !metadata.isObject());
        faults.add(
                "metadata",
                "must be at most " + settings.metadataBytes() + " bytes of JSON",
                () -> text.getBytes(StandardCharsets.UTF_8).length > settings.metadataBytes());
        faults.add("metadata", "has characters that cannot be stored", () -> !Characters.storable(metadata));
    }

    private static final class Faults {
        private final List<FieldError> errors = new ArrayList<>();

        void add(String field, String message, BooleanSupplier wrong) {
            if (wrong.getAsBoolean()) {
                errors.add(new FieldError(field, message));
            }
        }

        void raise() {
            if (!errors.isEmpty()) {
                throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
            }
        }
    }
}
