package io.dapp.transaction.core.line;

import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.common.event.Event;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes accepted payments, their attempts and their events. */
final class PaymentWriter {
    private static final int ACCEPTED = 202;

    private final PaymentStore payments;
    private final Outbox outbox;
    private final Chains chains;
    private final JsonMapper json;

    PaymentWriter(PaymentStore payments, Outbox outbox, Chains chains, JsonMapper json) {
        this.payments = payments;
        this.outbox = outbox;
        this.chains = chains;
        this.json = json;
    }

    StoredAnswer answer(PaymentRequest request, List<NewPayment> accepted) {
        List<PaymentAnswer> answers =
                accepted.stream().map(one -> PaymentAnswer.of(one.payment())).toList();
        Object answer = request.batch() ? new PaymentAnswer.Several(answers) : answers.getFirst();
        return new StoredAnswer(ACCEPTED, json.writeValueAsString(answer));
    }

    void write(List<Draft> drafts) {
        payments.insert(
                drafts.stream().flatMap(draft -> draft.payments().stream()).toList());
        List<Event> events = new ArrayList<>();
        List<@Nullable String> traceparents = new ArrayList<>();
        for (Draft draft : drafts) {
            for (int i = 0; i < draft.payments().size(); i++) {
                Payment payment = draft.payments().get(i).payment();
                for (Event event : PaymentEvents.accepted(payment, required(payment.chainId()))) {
                    events.add(event);
                    traceparents.add(draft.traceparents().get(i));
                }
            }
        }
        outbox.append(events, traceparents);
    }

    private @Nullable Integer required(ChainId chainId) {
        return chains.require(chainId).settings().toldConfirmations();
    }
}
