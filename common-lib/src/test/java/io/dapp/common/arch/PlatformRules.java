package io.dapp.common.arch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules by name, and of classes by name too: a module without Spring has them. A module's test is
 * {@code return PlatformRules.ofThisModule();} in a {@code @TestFactory}.
 */
public final class PlatformRules {
    private static final List<String> SERVICES = List.of("auth", "resource", "notification", "transaction", "monitor");

    private PlatformRules() {}

    /** The rules as tests of the module whose folder this is, its main classes and its tests. */
    public static Stream<DynamicTest> ofThisModule() {
        List<DynamicTest> tests = new ArrayList<>();
        addAll(tests, "", Path.of("target", "classes"), forMainCode());
        addAll(tests, "tests: ", Path.of("target", "test-classes"), forTests());
        return tests.stream();
    }

    private static void addAll(List<DynamicTest> tests, String prefix, Path folder, Map<String, ArchRule> rules) {
        if (Files.isDirectory(folder)) {
            JavaClasses classes = new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/fixture/"))
                    .importPath(folder);
            rules.forEach((name, rule) -> tests.add(DynamicTest.dynamicTest(
                    prefix + name, () -> rule.allowEmptyShould(true).check(classes))));
        }
    }

    static Map<String, ArchRule> forMainCode() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        for (String service : SERVICES) {
            rules.put(service + " knows no other service", knowsNoOtherService(service));
        }
        rules.put(
                "common knows nothing of ours",
                knowsNothingOf(
                        "io.dapp.common..",
                        "auth",
                        "resource",
                        "notification",
                        "transaction",
                        "monitor",
                        "chain",
                        "local"));
        rules.put(
                "chain knows nothing of ours",
                knowsNothingOf(
                        "io.dapp.chain..",
                        "auth",
                        "resource",
                        "notification",
                        "transaction",
                        "monitor",
                        "common",
                        "local"));
        rules.put("core knows only common and chain", coreKnowsOnlyCommonAndChain());
        rules.put("only core touches the payment tables", onlyCoreTouchesThePaymentTables());
        rules.put("only signing touches keys", onlySigningTouchesKeys());
        rules.put("no remote call in a transaction", RemoteCalls.noneInATransaction());
        rules.put("time comes from a Clock", timeComesFromAClock());
        rules.put("no field injection", noFieldInjection());
        rules.put("no java.util.logging", GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
        rules.put("no standard streams", GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
        rules.put("every package says what it is for", DescribedPackages.everyPackageSaysWhatItIsFor());
        rules.put("names say what a class is", namesSayWhatAClassIs());
        return rules;
    }

    static Map<String, ArchRule> forTests() {
        return Map.of("no test is skipped", noTestIsSkipped());
    }

    private static ArchRule knowsNoOtherService(String service) {
        String[] others = SERVICES.stream()
                .filter(other -> !other.equals(service))
                .map(other -> "io.dapp." + other + "..")
                .toArray(String[]::new);
        // The worker shares the payment record with transaction-service, through core and nothing else.
        return noClasses()
                .that()
                .resideInAPackage("io.dapp." + service + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(others)
                        .and(not(
                                service.equals("monitor")
                                        ? resideInAPackage("io.dapp.transaction.core..")
                                        : alwaysFalse())))
                .because("services meet in Kafka and in the session store");
    }

    private static ArchRule knowsNothingOf(String packages, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(others)
                        .map(other -> "io.dapp." + other + "..")
                        .toArray(String[]::new))
                .because("the modules' direction is in docs/adr/0001-module-shape.md");
    }

    private static ArchRule coreKnowsOnlyCommonAndChain() {
        return noClasses()
                .that()
                .resideInAPackage("io.dapp.transaction.core..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.dapp..")
                        .and(not(resideInAnyPackage(
                                "io.dapp.transaction.core..", "io.dapp.common..", "io.dapp.chain.."))))
                .because("two deployables share core");
    }

    private static ArchRule onlyCoreTouchesThePaymentTables() {
        return noClasses()
                .that()
                .resideInAnyPackage("io.dapp.transaction..", "io.dapp.monitor..")
                .and()
                .resideOutsideOfPackage("io.dapp.transaction.core..")
                .should()
                .callMethodWhere(target(owner(assignableTo("org.springframework.jdbc.core.simple.JdbcClient")
                        .or(assignableTo("org.springframework.jdbc.core.JdbcOperations"))
                        .or(assignableTo(Connection.class))
                        .or(assignableTo(Statement.class)))))
                .because("the lock order and the fences hold only while one place writes SQL; wiring may pass it on");
    }

    private static ArchRule onlySigningTouchesKeys() {
        return noClasses()
                .that()
                .resideInAPackage("io.dapp..")
                .and()
                .resideOutsideOfPackages("io.dapp.transaction.core.signing..", "io.dapp.local..", "io.dapp.system..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "fr\\.acinq\\.secp256k1\\..*|org\\.web3j\\.crypto\\.(ECKeyPair|Credentials|Sign|Wallet.*)")
                .because("a key that only one package can hold can only be lost there");
    }

    private static ArchRule timeComesFromAClock() {
        return noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .because("tests bring their own time: take the Clock bean");
    }

    private static ArchRule noFieldInjection() {
        return noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .because("a constructor says what a class needs");
    }

    private static ArchRule namesSayWhatAClassIs() {
        return noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .because("such names fit everything");
    }

    private static ArchRule noTestIsSkipped() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.junit\\.jupiter\\.api\\.(Disabled|Assumptions|condition\\..*)"
                        + "|org\\.assertj\\.core\\.api\\.(Assumptions|WithAssumptions)")
                .because("a test that does not run says nothing, in green");
    }
}
