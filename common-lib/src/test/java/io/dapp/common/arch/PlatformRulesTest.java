package io.dapp.common.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.dapp.chain.fixture.ChainKnowsAService;
import io.dapp.common.arch.fixture.CommonKnowsAService;
import io.dapp.common.arch.fixture.FieldInjection;
import io.dapp.common.arch.fixture.HoldsAKey;
import io.dapp.common.arch.fixture.JavaUtilLogging;
import io.dapp.common.arch.fixture.OwnTime;
import io.dapp.common.arch.fixture.PaymentHelper;
import io.dapp.common.arch.fixture.RemoteCallInTransaction;
import io.dapp.common.arch.fixture.Skipped;
import io.dapp.common.arch.fixture.StandardStreams;
import io.dapp.common.arch.fixture.unnamed.Undescribed;
import io.dapp.resource.fixture.KnowsAuth;
import io.dapp.transaction.core.fixture.CoreKnowsAService;
import io.dapp.transaction.fixture.WritesSql;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class PlatformRulesTest {
    private static final Map<String, Class<?>> BREAKING = breaking();

    private static Map<String, Class<?>> breaking() {
        Map<String, Class<?>> breaking = new LinkedHashMap<>();
        breaking.put("resource knows no other service", KnowsAuth.class);
        breaking.put("common knows nothing of ours", CommonKnowsAService.class);
        breaking.put("chain knows nothing of ours", ChainKnowsAService.class);
        breaking.put("core knows only common and chain", CoreKnowsAService.class);
        breaking.put("only core touches the payment tables", WritesSql.class);
        breaking.put("only signing touches keys", HoldsAKey.class);
        breaking.put("no remote call in a transaction", RemoteCallInTransaction.class);
        breaking.put("time comes from a Clock", OwnTime.class);
        breaking.put("no field injection", FieldInjection.class);
        breaking.put("no java.util.logging", JavaUtilLogging.class);
        breaking.put("no standard streams", StandardStreams.class);
        breaking.put("every package says what it is for", Undescribed.class);
        breaking.put("names say what a class is", PaymentHelper.class);
        breaking.put("no test is skipped", Skipped.class);
        return breaking;
    }

    private static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>(PlatformRules.forMainCode());
        rules.putAll(PlatformRules.forTests());
        return rules;
    }

    @TestFactory
    Stream<DynamicTest> eachRuleBites() {
        return BREAKING.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    JavaClasses fixture = new ClassFileImporter().importClasses(entry.getValue());
                    assertThat(violations(entry.getKey(), fixture))
                            .isNotEmpty()
                            .allMatch(line -> line.contains(entry.getValue().getSimpleName()));
                }));
    }

    private static List<String> violations(String rule, JavaClasses classes) {
        return Objects.requireNonNull(rules().get(rule), rule)
                .allowEmptyShould(true)
                .evaluate(classes)
                .getFailureReport()
                .getDetails();
    }

    @Test
    void noRuleIsWithoutAFixtureThatBreaksIt() {
        Set<String> proven = new HashSet<>(BREAKING.keySet());
        // One rule for five services.
        proven.addAll(List.of(
                "auth knows no other service",
                "notification knows no other service",
                "transaction knows no other service",
                "monitor knows no other service"));

        assertThat(rules().keySet()).isEqualTo(proven);
    }

    @Test
    void aRemoteCallIsSeenBehindAnnotationsAndLambdasAndOnlyThere() {
        JavaClasses fixture = new ClassFileImporter().importClasses(RemoteCallInTransaction.class);

        List<String> violations = violations("no remote call in a transaction", fixture);

        assertThat(violations).hasSize(2);
        assertThat(violations).anyMatch(line -> line.contains(".annotated()"));
        assertThat(violations).anyMatch(line -> line.contains(".template()"));
    }
}
