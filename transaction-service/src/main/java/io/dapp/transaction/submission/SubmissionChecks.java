package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refuses what can be seen to be wrong without asking anybody. */
@Component
final class SubmissionChecks {
    private final SubmissionSettings settings;
    private final Chains chains;
    private final Instructions instructions;
    private final Clock clock;
    private final JsonMapper json;

    SubmissionChecks(
            SubmissionSettings settings, Chains chains, Instructions instructions, Clock clock, JsonMapper json) {
        this.settings = settings;
        this.chains = chains;
        this.instructions = instructions;
        this.clock = clock;
        this.json = json;
    }

    /**
     * What a request asks to be done.
     *
     * @throws ProblemException {@code invalid_request}, naming every field at fault
     */
    Instruction check(SubmissionRequest request) {
        Faults faults = Faults.none();
        Instruction instruction = check(request, faults);
        faults.raise();
        return Objects.requireNonNull(instruction);
    }

    /**
     * What each of several requests of one wallet and chain asks to be done.
     *
     * @throws ProblemException {@code invalid_request}, naming every field at fault
     */
    List<Instruction> check(BatchRequest batch) {
        Faults faults = Faults.none();
        List<SubmissionRequest> members = batch.transactions() == null ? List.of() : batch.transactions();
        faults.add(
                "transactions",
                "must have 1 to " + settings.batchSize() + " members",
                () -> members.isEmpty() || members.size() > settings.batchSize());
        faults.raise();
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            SubmissionRequest member = members.get(i);
            Faults own = faults.member(i);
            if (member == null) {
                own.add("from", "is required");
                continue;
            }
            own.add("from", "must be the same in all", () -> !Objects.equals(member.from(), from(members)));
            own.add("chain_id", "must be the same in all", () -> !Objects.equals(chain(member), chain(members)));
            Instruction instruction = check(member, own);
            if (instruction != null) {
                instructions.add(instruction);
            }
        }
        long tokens = instructions.stream()
                .map(Instruction::token)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        faults.add(
                "transactions",
                "may move at most " + settings.tokensPerBatch() + " different tokens",
                () -> tokens > settings.tokensPerBatch());
        faults.raise();
        return instructions;
    }

    private static @Nullable Address from(List<SubmissionRequest> members) {
        return members.getFirst() == null ? null : members.getFirst().from();
    }

    private @Nullable ChainId chain(List<SubmissionRequest> members) {
        return members.getFirst() == null ? null : chain(members.getFirst());
    }

    private ChainId chain(SubmissionRequest request) {
        return request.chainId() == null ? chains.first().id() : request.chainId();
    }

    private @Nullable Instruction check(SubmissionRequest request, Faults faults) {
        boolean noData = request.data() == null || request.data().isEmpty();
        SubmissionRequest.Call call = request.call();
        boolean called = call != null;
        boolean token = request.token() != null;
        faults.add("from", "is required", () -> request.from() == null);
        faults.add("amount", "is required", () -> request.amount() == null && (token || (noData && !called)));
        faults.add(
                "to",
                "is required where there is no data to deploy",
                () -> request.to() == null && (token || called || noData));
        faults.add("call", "cannot stand beside data", () -> called && request.data() != null);
        faults.add("call.function", "is required", () -> call != null && call.function() == null);
        faults.add("token", "cannot stand beside data or call", () -> token && (called || !noData));
        checkFees(request, faults);
        checkTime(request.validUntil(), faults);
        checkMetadata(request.metadata(), faults);
        if (faults.any()) {
            return null;
        }
        Instruction instruction = instructions.read(request, faults);
        if (instruction != null) {
            checkGas(instruction, faults);
        }
        return instruction;
    }

    private void checkTime(@Nullable Instant validUntil, Faults faults) {
        if (validUntil == null) {
            return;
        }
        Instant now = clock.instant();
        faults.add("valid_until", "must be in the future", () -> !validUntil.isAfter(now));
        faults.add(
                "valid_until",
                "must be within " + settings.validAtMost().toDays() + " days",
                () -> validUntil.isAfter(now.plus(settings.validAtMost())));
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

    private void checkGas(Instruction instruction, Faults faults) {
        Long limit = instruction.gasLimit();
        if (limit == null) {
            return;
        }
        long least = instruction.leastGas();
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
}
