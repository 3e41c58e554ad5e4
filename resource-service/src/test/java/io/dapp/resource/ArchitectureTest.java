package io.dapp.resource;

import io.dapp.common.arch.PlatformRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> keepsThePlatformsRules() {
        return PlatformRules.ofThisModule();
    }
}
