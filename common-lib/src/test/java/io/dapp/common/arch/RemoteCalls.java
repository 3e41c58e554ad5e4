package io.dapp.common.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sees {@code @Transactional} methods and lambdas given to a {@code TransactionTemplate}, and follows their calls through
 * the module's own classes. Calls behind an interface of ours end its sight.
 */
final class RemoteCalls {
    private static final String TRANSACTIONAL = "org.springframework.transaction.annotation.Transactional";
    private static final List<String> REMOTE = List.of(
            "io.dapp.chain.Node",
            "io.dapp.chain.Chain",
            "org.springframework.kafka.core.KafkaOperations",
            "org.apache.kafka.clients.producer.Producer",
            "org.springframework.web.client.RestClient",
            "org.springframework.web.client.RestOperations",
            "org.springframework.mail.MailSender",
            "software.amazon.awssdk.services.kms.KmsClient",
            "java.net.http.HttpClient");

    private RemoteCalls() {}

    static ArchRule noneInATransaction() {
        return methods()
                .should(new ArchCondition<JavaMethod>("make no remote call inside a database transaction") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        reachable(callsInTransaction(method).toList())
                                .filter(RemoteCalls::isRemote)
                                .forEach(call -> events.add(SimpleConditionEvent.violated(
                                        method,
                                        method.getFullName() + " opens a transaction in which "
                                                + call.getDescription())));
                    }
                })
                .because("a slow answer would hold locks, and a lost one would undo what the other side has done");
    }

    private static Stream<JavaCall<?>> callsInTransaction(JavaMethod method) {
        if (method.isAnnotatedWith(TRANSACTIONAL) || method.getOwner().isAnnotatedWith(TRANSACTIONAL)) {
            return method.getCallsFromSelf().stream();
        }
        boolean opensOne = method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner()
                                .isAssignableTo("org.springframework.transaction.support.TransactionOperations")
                        && call.getName().startsWith("execute"));
        return opensOne ? method.getCallsFromSelf().stream().filter(JavaCall::isDeclaredInLambda) : Stream.empty();
    }

    private static Stream<JavaCall<?>> reachable(Collection<JavaCall<?>> first) {
        Set<JavaCall<?>> seen = new HashSet<>(first);
        Set<JavaCall<?>> frontier = seen;
        while (!frontier.isEmpty()) {
            Set<JavaCall<?>> next = new HashSet<>();
            for (JavaCall<?> call : frontier) {
                call.getTarget()
                        .resolveMember()
                        .filter(JavaCodeUnit.class::isInstance)
                        .map(JavaCodeUnit.class::cast)
                        .ifPresent(unit -> next.addAll(unit.getCallsFromSelf()));
            }
            next.removeAll(seen);
            seen.addAll(next);
            frontier = next;
        }
        return seen.stream();
    }

    private static boolean isRemote(JavaCall<?> call) {
        // What a node or a chain is called is known without asking it.
        return !Set.of("id", "settings", "toString").contains(call.getName())
                && REMOTE.stream().anyMatch(type -> call.getTargetOwner().isAssignableTo(type));
    }
}
