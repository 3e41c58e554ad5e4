package io.dapp.transaction.replacement;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dapp.chain.Fees;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.replacing.Wish;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is offered for a payment to be mined sooner; nothing given: as much as a fast one costs now. */
record SpeedUpRequest(
        @Schema(description = "Instead of the two fees; absent: fast") @Nullable
        Speed speed,

        @Schema(type = "string", description = "Wei per gas; at least an eighth more than before") @Nullable
        Wei maxFeePerGas,

        @Schema(type = "string", description = "Wei per gas; at least an eighth more than before") @Nullable
        Wei maxPriorityFeePerGas) {
    /** How soon it should be in a block. */
    enum Speed {
        @JsonProperty("slow")
        SLOW(Fees.Speed.SLOW),
        @JsonProperty("standard")
        STANDARD(Fees.Speed.STANDARD),
        @JsonProperty("fast")
        FAST(Fees.Speed.FAST);

        private final Fees.Speed fees;

        Speed(Fees.Speed fees) {
            this.fees = fees;
        }
    }

    /**
     * What it asks for.
     *
     * @throws ProblemException {@code invalid_request}, naming every field at fault
     */
    Wish wish() {
        List<FieldError> errors = new ArrayList<>();
        if (maxFeePerGas == null && maxPriorityFeePerGas == null) {
            return new Wish.Sooner(speed == null ? Fees.Speed.FAST : speed.fees);
        }
        if (speed != null) {
            errors.add(new FieldError("speed", "cannot stand beside own fees"));
        }
        if (maxFeePerGas == null) {
            errors.add(new FieldError("max_fee_per_gas", "is required beside max_priority_fee_per_gas"));
        }
        if (maxPriorityFeePerGas == null) {
            errors.add(new FieldError("max_priority_fee_per_gas", "is required beside max_fee_per_gas"));
        }
        if (maxFeePerGas != null && maxPriorityFeePerGas != null) {
            if (maxPriorityFeePerGas.compareTo(maxFeePerGas) > 0) {
                errors.add(new FieldError("max_priority_fee_per_gas", "cannot exceed max_fee_per_gas"));
            }
            if (errors.isEmpty()) {
                return new Wish.Offer(maxFeePerGas, maxPriorityFeePerGas);
            }
        }
        throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
    }
}
