package io.dapp.common.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Each package has a package-info that makes it {@code @NullMarked}; without it NullAway does not look. */
final class DescribedPackages {
    private DescribedPackages() {}

    static ArchRule everyPackageSaysWhatItIsFor() {
        return classes().should(new ArchCondition<JavaClass>("be in a @NullMarked package with a package-info") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + (marked ? " is in a" : " is not in a") + " described package"));
            }
        });
    }
}
